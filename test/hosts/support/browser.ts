import { type Browser, chromium, type Page } from 'playwright-core';
import { installPackages } from './control-machine.ts';

/** Debian's browser, and a font without which Chinese is a row of boxes. */
const PACKAGES: Readonly<Record<string, string>> = {
  chromium: '/usr/bin/chromium',
  'fonts-wqy-zenhei': '/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc',
};

export interface BrowserOptions {
  /** Names that nobody's name server knows, with their addresses. */
  readonly hosts: Readonly<Record<string, string>>;
}

/** Has somebody look at a page of a browser without a window; certificates are taken as they are. */
export async function inBrowser<T>(options: BrowserOptions, look: (page: Page) => Promise<T>): Promise<T> {
  await installPackages(PACKAGES);
  const rules = Object.entries(options.hosts).map(([name, address]) => `MAP ${name} ${address}`);
  const browser: Browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    // Its sandbox is not for root, and a machine for tests may have a small /dev/shm.
    args: ['--no-sandbox', '--disable-dev-shm-usage', `--host-resolver-rules=${rules.join(',')}`],
  });
  try {
    // An English browser: whatever else it shows was the server's choice.
    const context = await browser.newContext({
      ignoreHTTPSErrors: true,
      locale: 'en-US',
      viewport: { width: 1280, height: 800 },
    });
    return await look(await context.newPage());
  } finally {
    await browser.close();
  }
}
