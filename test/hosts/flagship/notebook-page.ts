import type { Page } from 'playwright-core';

/** What a person does with a notebook, in an interface in Simplified Chinese. */
export class NotebookPage {
  constructor(
    private readonly page: Page,
    private readonly url: string,
  ) {}

  async logIn(password: string): Promise<void> {
    await this.page.goto(`${this.url}/`);
    await this.page.fill('#password_input', password);
    await this.page.click('#login_submit');
    await this.page.waitForURL(`${this.url}/lab**`);
  }

  /** Opens a notebook, and waits until its kernel is there. */
  async open(notebook: string): Promise<void> {
    await this.page.goto(`${this.url}/lab/tree/${notebook}`);
    await this.page.locator('.jp-Notebook .jp-CodeCell').first().waitFor({ timeout: 120_000 });
    const idle = this.page.locator('.jp-StatusBar-Widget', { hasText: '(ipykernel) | 空闲' });
    await idle.waitFor({ timeout: 120_000 });
  }

  /** The names in the menu bar. */
  menus(): Promise<readonly string[]> {
    return this.page.locator('.lm-MenuBar-itemLabel').allInnerTexts();
  }

  /** Runs all cells by the menu; returns what each of the cells with code shows. */
  async runAll(): Promise<readonly string[]> {
    await this.page.locator('.lm-MenuBar-item', { hasText: '运行' }).click();
    await this.page.locator('.lm-Menu-itemLabel', { hasText: /^运行所有单元格/ }).click();
    const cells = this.page.locator('.jp-Notebook .jp-CodeCell');
    const count = await cells.count();
    const ran = this.page.locator('.jp-Notebook .jp-CodeCell .jp-InputPrompt', { hasText: /\[\d+\]/ });
    await ran.nth(count - 1).waitFor({ timeout: 60_000 });
    const shown: string[] = [];
    for (const cell of await cells.all()) {
      const outputs = await cell.locator('.jp-OutputArea-output').allInnerTexts();
      shown.push(outputs.join('\n').trim());
    }
    return shown;
  }
}
