import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { fetchExchangeState } from './fetch-exchange-state.ts';
import { firstCursor, readHappenings, type Happening } from './happenings.ts';
import { drawScreen, toLine } from './live-view.ts';
import { readLiveRows, readSwitches } from './read-books.ts';
import { summarise } from './summary.ts';
import type { World } from './world.ts';

const lookMs = 500;
const keptMax = 200;

/**
 * Shows what happens until STOPPED: an updating screen on a terminal, lines elsewhere. A look that fails (a server restarts) is said, and the next
 * one is tried.
 */
export async function showLive(world: World, client: pg.ClientBase, stopped: AbortSignal, output: NodeJS.WriteStream): Promise<void> {
  const cursor = { ...firstCursor };
  const happenings: Happening[] = [];
  let trouble = '';
  while (!stopped.aborted) {
    try {
      const fresh = await readHappenings(client, cursor);
      happenings.push(...fresh);
      happenings.splice(0, happenings.length - keptMax);
      if (output.isTTY) await drawOn(output, world, client, happenings);
      else for (const one of fresh) output.write(`${toLine(one)}\n`);
      trouble = '';
    } catch (error) {
      if ((error as Error).message !== trouble) process.stderr.write(`breakwater: the view cannot look: ${(error as Error).message}\n`);
      trouble = (error as Error).message;
    }
    await delay(lookMs, undefined, { signal: stopped }).catch(() => {}); // the loop's condition ends it
  }
}

async function drawOn(output: NodeJS.WriteStream, world: World, client: pg.ClientBase, happenings: readonly Happening[]): Promise<void> {
  const summary = await summarise(client, await fetchExchangeState(world.exchange.url));
  const rows = await readLiveRows(client);
  const screen = drawScreen({ summary, rows, happenings, folder: world.folder, board: world.board, off: await readSwitches(client) }, output.columns, output.rows);
  output.write(`\u001B[H${screen.replaceAll('\n', '\u001B[K\n')}\u001B[K\u001B[J`);
}
