"""The commands of `reroll` and the help that lists them."""

from typing import NamedTuple


class ScreenCommand(NamedTuple):
    """A command that starts the screen: its line in the list, and its own help."""

    summary: str
    usage: str


_PROVIDER = """
  --provider NAME=KIND   let a built-in provider answer for NAME in this run: KIND is
                         sketch (pictures), embedded (text) or replay:FILE (recorded
                         replies from a file); may be given several times
"""

SCREEN_COMMANDS = {
    "open": ScreenCommand(
        "open WORKFLOW     begin a session of a workflow",
        "usage: reroll open WORKFLOW [--continue] [--provider NAME=KIND]...\n\n"
        "Begins a session. WORKFLOW is the id of a known workflow (`reroll workflows`), a folder with a\n"
        "workflow.json, a JSON file with one interaction, or a picture that Reroll generated: then\n"
        "the form that made it is opened again, in a session of its own.\n\n"
        "  --continue             go on with its last unfinished session, if there is one\n"
        f"{_PROVIDER}\n"
        "examples:\n"
        "  reroll open media_prompt\n"
        "  reroll open media.json --provider midjourney=sketch\n"
        "  reroll open picture.png\n",
    ),
    "resume": ScreenCommand(
        "resume SESSION    go on with a session",
        "usage: reroll resume SESSION [--provider NAME=KIND]...\n\n"
        f"Goes on with a session where it stopped. `reroll sessions` lists the ids.\n{_PROVIDER}",
    ),
}

COMMANDS = {
    "form": "form SCHEMA       fill in a form for any JSON Schema, print what was submitted",
    "run": "run WORKFLOW      drive a workflow without a screen, for scripts and pipes",
    "workflows": "workflows         list the workflows that can be opened by id",
    "new": "new NAME          make a workflow, of nothing or of an OpenAPI file, a tool, a graph",
    "validate": "validate PATH     say everything that is wrong with a workflow or an interaction",
    "migrate": "migrate PATH      rewrite older shapes of documents to the current one",
    "trust": "trust PATH        let a workflow's own Python run, after showing what that is",
    "schema": "schema [NAME]     print the JSON Schemas of the documents",
    "sessions": "sessions          list, show, delete and export sessions",
    "events": "events EXECUTION  print the events of an execution as JSON lines",
    "records": "records           list, edit, import and export documents and their sections",
    "queue": "queue             show what runs and waits, pause, resume, move, cancel",
    "work": "work              run what waits on the queue, without a screen",
    "llm-actions": "llm-actions       stored prompts: list, edit, compare, roll back, test",
    "audit": "audit             what ran, when, over what, and how it ended; export",
    "models": "models            show, fetch and remove the embedded text model",
    "providers": "providers         list who can generate, and whether they can now",
    "serve": "serve             the engine over HTTP, on this machine, for --server and scripts",
    "uploads": "uploads           files that clients sent: list them, remove what nothing names",
    "worker": "worker            run the jobs that servers put on the queue of a shared store",
    "token": "token             who may use a server: make, list and revoke tokens; keep one's own",
    "web": "web               the screen in a browser, on this machine or behind a proxy",
    "store": "store             what is where; copy it to a server and back; look whether it is whole",
    "doctor": "doctor            look at everything Reroll stands on, and say what to do",
    "call": "call OPERATION    run any operation of the engine with JSON",
}

_GROUPS = (
    ("Start", ("open", "resume")),
    ("Documents", ("form", "new", "workflows", "validate", "trust", "migrate", "schema")),
    ("Sessions", ("sessions", "events", "queue", "work", "audit")),
    ("Records", ("records", "llm-actions")),
    ("Generators", ("models", "providers")),
    ("Programs", ("run", "call", "serve", "worker", "token", "uploads", "web", "store", "doctor")),
)


def help_text() -> str:
    """What `reroll --help` prints."""
    lines = ["Prompt forms for the terminal: edit, generate, reroll, pick, go on. Nothing is ever lost.", ""]
    lines += [
        "usage: reroll             open the home screen",
        "       reroll COMMAND …   see below; `reroll COMMAND --help` says more",
    ]
    for title, names in _GROUPS:
        lines += ["", f"{title}:"]
        lines += [f"  {SCREEN_COMMANDS[n].summary if n in SCREEN_COMMANDS else COMMANDS[n]}" for n in names]
    lines += [
        "",
        "Options:",
        "  -h, --help        print this help",
        "  -V, --version     print the version",
        "  --server ADDRESS  before open and resume, or alone: the screen on a `reroll serve`",
        "",
        "Examples:",
        "  reroll open media_prompt           write a picture prompt and generate",
        "  reroll validate my_workflow        check a workflow before opening it",
        "  reroll models fetch                fetch the text model (93 MB), once",
        "  reroll run pet_story --continue    scenes of a story, on standard output",
        "  reroll call sessions.list | jq     the engine from a script",
        "",
        "Files are kept in the platform's data folder, or in $REROLL_HOME if it is set.",
        "Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted.",
    ]
    return "\n".join(lines) + "\n"
