import { Composer, type Document, Lexer, LineCounter, type Node, Parser } from 'yaml';
import { type Diagnostic, Diagnostics } from '../core/diagnostic.ts';
import type { Place } from '../core/place.ts';
import type { Value } from '../core/value.ts';
import { Text } from './text-places.ts';
import { explainSyntaxErrors, syntaxErrors } from './yaml-mistakes.ts';
import { ValueReader } from './yaml-values.ts';

export interface ParsedYaml {
  /** The first document; null for an empty text. */
  readonly value: Value;
  /** All documents; there is none in an empty text. */
  readonly documents: readonly Value[];
  /** Where each document's content begins. */
  readonly places: readonly Place[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface YamlOptions {
  /** Several documents in one text are a mistake unless this is set: Ansible's files hold one each. */
  readonly severalDocuments?: boolean;
  /** Where the text begins in its file, when it is only a part of one. */
  readonly start?: { readonly line: number; readonly column: number };
}

/**
 * Reads YAML as Ansible's loader does (YAML 1.1 with PyYAML's quirks, `!vault` and `!unsafe`), into plain values whose
 * places are remembered. Values are there even when there are mistakes, as far as they could be read.
 */
export function parseYaml(text: string, file: string, options: YamlOptions = {}): ParsedYaml {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const counter = new LineCounter();
  const documents = compose(source, counter);
  const placed = new Text(source, file, counter, options.start);
  const diagnostics = new Diagnostics();
  for (const diagnostic of explainSyntaxErrors(source, documents, placed)) diagnostics.add(diagnostic);
  const written = documents.filter((d) => d.contents !== null || documents.length > 1);
  const isJson = looksLikeJson(source);
  const found = new Diagnostics();
  const misread = new Set(diagnostics.all.map((d) => d.place?.line));
  const values = written.map((doc) =>
    new ValueReader(placed, found, isJson).read(doc.contents as Node | null),
  );
  // What a line with a syntax mistake seems to say isn't worth a second word.
  for (const d of found.all) if (!misread.has(d.place?.line)) diagnostics.add(d);
  const places = written.map((doc) => placed.place(doc.contents?.range?.[0] ?? 0));
  const second = places[1];
  if (second && !options.severalDocuments) {
    diagnostics.error('yaml-several-documents', 'there is more than one YAML document in this file', {
      ...placed.at(second),
      hint: "only one is read here: remove the '---' in between, or split the file",
    });
  }
  return { value: values[0] ?? null, documents: values, places, diagnostics: diagnostics.all };
}

/**
 * PyYAML lets what is between brackets be indented anyhow, by tabs too; the parser doesn't. Its way is tried first, as it
 * tells better what is wrong where a bracket isn't closed.
 */
function compose(source: string, counter: LineCounter): Document[] {
  const documents = composeOnce(source, counter, ['parseQuotedScalar']);
  const errors = documents.flatMap((document) => document.errors);
  if (!errors.some((error) => error.message.includes('sufficiently indented'))) return documents;
  const lenient = composeOnce(source, new LineCounter(), ['parseQuotedScalar', 'parseFlowCollection']);
  return syntaxErrors(lenient).length === 0 ? lenient : documents;
}

function composeOnce(source: string, counter: LineCounter, unindented: readonly LexerPart[]): Document[] {
  const composer = new Composer({
    version: '1.1',
    schema: 'failsafe',
    uniqueKeys: false,
    merge: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  const documents: Document[] = [];
  for (const token of tokens(source, counter, unindented)) {
    for (const document of composer.next(token)) documents.push(document);
  }
  for (const document of composer.end()) documents.push(document);
  return documents;
}

type LexerPart = 'parseQuotedScalar' | 'parseFlowCollection';

/**
 * PyYAML lets the lines of a quoted text begin anywhere, while the lexer follows YAML 1.2, which wants them indented.
 * Real playbooks have such texts, so the lexer is told that there is no indentation while it reads one.
 */
function* tokens(source: string, counter: LineCounter, unindented: readonly LexerPart[]) {
  const lexer = new Lexer();
  const inside = lexer as unknown as { indentNext: number } & Record<
    LexerPart,
    () => Generator<string, unknown>
  >;
  for (const part of unindented) {
    const original = inside[part];
    inside[part] = function* () {
      const indentation = inside.indentNext;
      inside.indentNext = 0;
      try {
        return yield* original.call(lexer);
      } finally {
        inside.indentNext = indentation;
      }
    };
  }
  const parser = new Parser(counter.addNewLine);
  counter.addNewLine(0);
  for (const lexeme of lexer.lex(source)) yield* parser.next(lexeme);
  yield* parser.end();
}

/** Ansible tries JSON first, and JSON has numbers (`1e3`) that YAML 1.1 takes for text. */
function looksLikeJson(source: string): boolean {
  if (!/^\s*[[{]/.test(source)) return false;
  try {
    JSON.parse(source);
    return true;
  } catch {
    return false;
  }
}
