// Prints what dockerfile-utils says of a file, a line each.
const [, , linter, file] = process.argv;
const text = require("node:fs").readFileSync(file, "utf-8");
for (const { range, message } of require(linter).validate(text)) {
    console.log(`${range.start.line + 1}: ${message}`);
}
