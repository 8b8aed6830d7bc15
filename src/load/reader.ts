import { type Diagnostic, Mistakes } from '../core/diagnostic.ts';
import type { Place } from '../core/place.ts';
import type { ControlFiles } from './control-files.ts';
import { SourceTexts } from './source-texts.ts';
import { isEncrypted, type Vault } from './vault/vault.ts';
import { type ParsedYaml, parseYaml, type YamlOptions } from './yaml.ts';

/** Reads the control machine's files, opens encrypted ones, and remembers the texts. */
export class Reader {
  readonly files: ControlFiles;
  readonly vault: Vault;
  readonly texts = new SourceTexts();
  private readonly parsed = new Map<string, ParsedYaml>();

  constructor(files: ControlFiles, vault: Vault) {
    this.files = files;
    this.vault = vault;
  }

  /** A file's text, decrypted where it is encrypted. Throws `Mistakes`. */
  text(path: string): string {
    return this.read(path).text;
  }

  /** A file's bytes, decrypted where they are encrypted: what `copy` sends. Throws `Mistakes`. */
  bytes(path: string): Uint8Array {
    const bytes = this.attempt(path, () => this.files.readBytes(path));
    const start = Buffer.from(bytes.subarray(0, 16)).toString('latin1');
    return isEncrypted(start)
      ? this.vault.decrypt(Buffer.from(bytes).toString('utf8'), beginning(path))
      : bytes;
  }

  /** A YAML file; each is read once. Mistakes in it, and in reading it, are among its diagnostics. */
  yaml(path: string, options: YamlOptions = {}): ParsedYaml {
    const known = this.parsed.get(path);
    if (known) return known;
    let result: ParsedYaml;
    try {
      const { text, wasEncrypted } = this.read(path);
      result = parseYaml(text, path, options);
      if (wasEncrypted) {
        for (const document of result.documents) this.vault.keepSecret(document);
        result = { ...result, diagnostics: result.diagnostics.map(withoutLine) };
      }
    } catch (thrown) {
      if (!(thrown instanceof Mistakes)) throw thrown;
      result = { value: null, documents: [], places: [], diagnostics: thrown.diagnostics };
    }
    this.parsed.set(path, result);
    return result;
  }

  private read(path: string): { text: string; wasEncrypted: boolean } {
    const text = this.attempt(path, () => this.files.readText(path));
    if (!isEncrypted(text)) {
      this.texts.add(path, text);
      return { text, wasEncrypted: false };
    }
    // The lines of an encrypted file are not remembered: a diagnostic would show them.
    return { text: this.vault.decrypt(text, beginning(path)).toString('utf8'), wasEncrypted: true };
  }

  private attempt<T>(path: string, read: () => T): T {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof Error) || !('code' in error)) throw error;
      throw new Mistakes([
        { code: 'file', severity: 'error', summary: `cannot read ${path}: ${reason(String(error.code))}` },
      ]);
    }
  }
}

function beginning(path: string): Place {
  return { file: path, line: 1, column: 1 };
}

function withoutLine(diagnostic: Diagnostic): Diagnostic {
  const { line: _, hint: __, ...rest } = diagnostic;
  return rest;
}

function reason(code: string): string {
  switch (code) {
    case 'ENOENT':
      return 'there is no such file';
    case 'EACCES':
      return 'permission denied';
    case 'EISDIR':
      return 'it is a directory';
    default:
      return code;
  }
}
