import { BoundedCache } from '../core/bounded-cache.ts';
import type { Variables } from './variables.ts';

/** Templates whose texts are kept. */
const TEMPLATES = 200;
/** Texts that are kept of each: hosts that want the same come soon after each other. */
const TEXTS = 8;
/** Sets of names that are told apart: who takes another branch reads others. */
const BRANCHES = 4;

interface Kept {
  /** Sets of names that a text was worked out from, each in the order of its origins. */
  readonly branches: (readonly string[])[];
  /** By what these names come from. */
  readonly texts: BoundedCache<string>;
}

/**
 * What a template comes to is the same for all hosts that agree in the variables it reads: it is rendered once for these.
 * What also depends on files, the clock or chance is rendered for each.
 */
export class CommonTexts {
  private readonly templates = new BoundedCache<Kept>(TEMPLATES);

  /** `template` says which one it is, with all that matters but the variables. */
  get<T>(template: string, variables: Variables, render: () => T): T | string {
    const { branches, texts } = this.templates.get(template, () => ({
      branches: [],
      texts: new BoundedCache<string>(TEXTS),
    }));
    for (const [branch, names] of branches.entries()) {
      const origins = variables.origins(names);
      const kept = origins === undefined ? undefined : texts.find(`${branch} ${origins}`);
      if (kept !== undefined) return kept;
    }
    const { value, needs } = variables.observed(render);
    if (typeof value === 'string' && needs !== undefined)
      this.keep({ branches, texts }, value, needs, variables);
    return value;
  }

  private keep(
    { branches, texts }: Kept,
    text: string,
    needs: ReadonlySet<string>,
    variables: Variables,
  ): void {
    let branch = branches.findIndex(
      (names) => names.length === needs.size && names.every((name) => needs.has(name)),
    );
    if (branch < 0) {
      if (branches.length === BRANCHES) return;
      branch = branches.push([...needs]) - 1;
    }
    const origins = variables.origins(branches[branch] ?? []);
    if (origins !== undefined) texts.keep(`${branch} ${origins}`, text);
  }
}
