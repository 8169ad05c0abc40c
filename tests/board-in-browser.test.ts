import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BoardWorld, openBoardWorld, PASSWORD, type RunningBoard } from '../apps/board/test/board-world.ts';
import { until } from '../libs/testing/src/until.ts';
import { findBrowserProgram } from '../scripts/infrastructure/browser-program.ts';

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
/** A fresh machine installs a browser first. */
const SET_UP_MS = 300_000;
const LOOK_MS = 20_000;
/** A browser on a machine that does a lot besides. */
const TEST_MS = 120_000;

describe('the board in a browser', { timeout: TEST_MS }, () => {
  let world: BoardWorld;
  let browser: Browser;
  let writable: RunningBoard;
  let readOnly: RunningBoard;
  beforeAll(async () => {
    const executablePath = await findBrowserProgram();
    world = await openBoardWorld();
    [browser, writable, readOnly] = await Promise.all([
      chromium.launch({ executablePath, args: FLAGS }),
      world.startBoard({ BREAKWATER_BOARD_WRITABLE: 'true' }),
      world.startBoard(),
    ]);
  }, SET_UP_MS);
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });

  /** A page of its own, with no cookie of another. */
  async function open(board: RunningBoard): Promise<Page> {
    const page = await browser.newPage({ reducedMotion: 'reduce' });
    page.setDefaultTimeout(LOOK_MS);
    await page.goto(board.url);
    return page;
  }

  async function logIn(page: Page, password = PASSWORD): Promise<void> {
    await page.getByLabel('User').fill('operator');
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Log in' }).click();
  }

  /** Bull Board keeps what may be done with a queue behind a button without a name. */
  async function openMenu(page: Page): Promise<void> {
    await page.locator('main button[aria-haspopup=menu]').first().click();
  }

  async function addResync(page: Page, data: object): Promise<void> {
    const form = page.getByRole('dialog', { name: 'Add job' });
    const item = page.getByRole('menuitem', { name: 'Add job' });
    // The board draws itself anew with every answer: what was just opened may be closed by it, and is opened again.
    const open = async (): Promise<boolean> => {
      if (!(await form.isVisible()) && !(await item.isVisible())) await openMenu(page);
      if (!(await form.isVisible())) await item.click({ timeout: 2_000 });
      await form.getByLabel('Job name').fill('resync-key', { timeout: 2_000 });
      return true;
    };
    await until(() => open().catch(() => false), { what: 'the form to be open', timeoutMs: 20_000 });
    await form.locator('[contenteditable=true]').first().fill(JSON.stringify(data));
    await form.getByRole('button', { name: 'Add' }).click();
    // It closes when the board has answered: a form that is opened before that would be closed with it.
    await form.waitFor({ state: 'hidden' });
  }

  const waiting = async (): Promise<number> => (await world.jobs.counts()).resyncs.waiting;

  test('refuses a wrong password in words, and shows nothing before the right one', async () => {
    const page = await open(writable);
    expect(new URL(page.url()).pathname).toBe('/login');
    await logIn(page, 'not-the-pass-word');
    expect(await page.getByRole('alert').textContent()).toContain('This is not right');
    expect(await page.getByText('resyncs').count()).toBe(0);
    await logIn(page);
    await page.getByRole('link', { name: 'protections' }).first().waitFor();
    await page.close();
  });

  test('shows a failed job with its reason; a resync that is added there is normalised and folded into the one that waits', async () => {
    await world.plantFailedJob({ exchange: 'binance', account: 'main', symbol: 'TAGUSDT', cause: 'hand', quantity: 5 });
    const page = await open(writable);
    await logIn(page);
    await page.getByRole('link', { name: 'resyncs' }).first().click();
    await page.getByRole('link', { name: /FAILED/ }).click();
    await page.getByText('The payload of resync-key does not parse').waitFor();

    await addResync(page, { exchange: 'Binance', symbol: 'TAG/USDT' });
    await until(async () => (await waiting()) === 1, { what: 'the resync to wait' });
    const [job] = await world.queues.queues.resyncs.getWaiting();
    expect(job?.data).toEqual({ exchange: 'binance', account: 'main', symbol: 'TAGUSDT', cause: 'board' });
    await page.goto(`${writable.url}/queue/resyncs?status=waiting`);
    await page.getByText('resync-key binance.main.TAGUSDT').first().waitFor();

    await addResync(page, { exchange: 'BINANCE', symbol: 'tagusdt' });
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await writable.process.untilLine(new RegExp(`job_added.*${job?.id}|${job?.id}.*job_added`));
    expect((await world.queues.queues.resyncs.getWaiting()).map(({ id }) => id)).toEqual([job?.id]);

    await addResync(page, { exchange: 'binance', symbol: 'NOSUCHUSDT' });
    await page.getByText('"NOSUCHUSDT" is not a market that binance lists').first().waitFor();
    expect(await waiting()).toBe(1);
    await page.close();
  });

  test('offers no change on a read-only board, and refuses one that is made all the same', async () => {
    const page = await open(readOnly);
    await logIn(page);
    await page.getByRole('link', { name: 'resyncs' }).first().click();
    await page.getByText('read-only').first().waitFor();
    await page.getByRole('link', { name: /FAILED/ }).waitFor();
    expect(await page.locator('main button[aria-haspopup=menu]').count()).toBe(0);
    const before = await waiting();
    const status = await page.evaluate(async () => {
      const body = JSON.stringify({ name: 'resync-key', data: { exchange: 'binance', symbol: 'SOLUSDT' } });
      return (await fetch('/api/queues/resyncs/add', { method: 'POST', headers: { 'content-type': 'application/json' }, body })).status;
    });
    expect(status).toBe(405);
    expect(await waiting()).toBe(before);
    await page.close();
  });
});
