"use strict";
// The YAML extension reads YAML files alone. So the fields of a text are shown to it as a YAML file of their own, in
// memory, on the same lines as in the text: what it answers holds for the text as it is.

const { Hover, Uri, commands, languages, workspace } = require("vscode");

const SCHEME = "digest-fields";
const TEXTS = { language: "markdown", scheme: "file" };
const BOUNDARY = /^-{3,}\s*$/;
const PAUSE = 300; // ms without a key before the fields are checked
const PATIENCE = 10_000; // ms; the YAML extension may be switched off

const shown = new Map();
let shownSoFar = 0;

/** The fields of a text, each on its line, or null where there are none. */
function fieldsOf(text) {
  const lines = text.split(/\r?\n/);
  const end = lines.findIndex((line, number) => number > 0 && BOUNDARY.test(line));
  return BOUNDARY.test(lines[0]) && end > 0 ? ["", ...lines.slice(1, end)].join("\n") : null;
}

/** What `ask` gets to know of the address at which the YAML extension sees the fields of a document. */
async function withFields(document, ask) {
  const fields = fieldsOf(document.getText());
  if (fields === null) return undefined;
  const uri = Uri.from({ scheme: SCHEME, authority: String(++shownSoFar), path: `${document.uri.path}.yml` });
  shown.set(uri.toString(), fields);
  const file = await workspace.openTextDocument(uri);
  try {
    return await ask(uri);
  } finally {
    shown.delete(uri.toString());
    // No program can close a file. As plain text it is closed to the YAML extension, and its problems are not told twice.
    await languages.setTextDocumentLanguage(file, "plaintext");
  }
}

/** What is wrong with the fields at an address, once the YAML extension has said so. */
function problemsOf(uri) {
  return new Promise((resolve) => {
    const done = () => {
      listener.dispose();
      clearTimeout(timer);
      resolve(languages.getDiagnostics(uri));
    };
    const timer = setTimeout(done, PATIENCE);
    const listener = languages.onDidChangeDiagnostics((change) => {
      if (change.uris.some((changed) => changed.toString() === uri.toString())) done();
    });
  });
}

function activate(context) {
  const problems = languages.createDiagnosticCollection("fields");
  const waiting = new Map();

  async function check(document) {
    const version = document.version;
    const found = await withFields(document, problemsOf);
    if (!document.isClosed && document.version === version) problems.set(document.uri, found);
  }
  function checkSoon(document) {
    if (!languages.match(TEXTS, document)) return;
    clearTimeout(waiting.get(document));
    waiting.set(document, setTimeout(() => check(document), PAUSE));
  }
  function forget(document) {
    clearTimeout(waiting.get(document));
    waiting.delete(document);
    problems.delete(document.uri);
  }

  const completions = {
    provideCompletionItems: (document, position, _token, { triggerCharacter }) =>
      withFields(document, (uri) =>
        commands.executeCommand("vscode.executeCompletionItemProvider", uri, position, triggerCharacter),
      ),
  };
  const hovers = {
    provideHover: async (document, position) => {
      const found = await withFields(document, (uri) =>
        commands.executeCommand("vscode.executeHoverProvider", uri, position),
      );
      return found?.length ? new Hover(found.flatMap((hover) => hover.contents)) : undefined;
    },
  };
  context.subscriptions.push(
    problems,
    workspace.registerTextDocumentContentProvider(SCHEME, {
      provideTextDocumentContent: (uri) => shown.get(uri.toString()),
    }),
    workspace.onDidOpenTextDocument(checkSoon),
    workspace.onDidChangeTextDocument(({ document }) => checkSoon(document)),
    workspace.onDidCloseTextDocument(forget),
    languages.registerCompletionItemProvider(TEXTS, completions),
    languages.registerHoverProvider(TEXTS, hovers),
  );
  workspace.textDocuments.forEach(checkSoon);
}

module.exports = { activate, fieldsOf };
