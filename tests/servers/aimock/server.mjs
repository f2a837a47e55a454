// Runs aimock on a free port of 127.0.0.1. Arguments: the address of its module, and the keys that it
// takes. Prints where it listens, and ends with its standard input: it never outlives the tests.
const [module, ...apiKeys] = process.argv.slice(2);
const { LLMock } = await import(module);

const mock = new LLMock({
  port: 0,
  host: "127.0.0.1",
  logLevel: "silent",
  auth: { apiKeys },
  // fal answers the first question after a job with "in progress", and the third with "completed".
  falQueue: { pollsBeforeInProgress: 1, pollsBeforeCompleted: 3 },
});
await mock.start();
console.log(mock.url);
process.stdin.on("end", () => process.exit(0)).resume();
