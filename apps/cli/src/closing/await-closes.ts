import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '@breakwater/config';
import { readWaveLedger, type SignalOnScreen } from '@breakwater/db/screens';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { lookAtBooks } from '../look-at-books.ts';
import { OUTCOME_WORDS } from '../outcomes-text.ts';
import { printJson, printLine, printNote } from '../print.ts';
import { TIMEOUT_SECONDS } from './timeout-seconds.ts';
import { OPERATOR, type WantedClose, wantClosed } from './want-closed.ts';

const LOOK_EVERY_MS = 200;

export interface CloseOptions {
  readonly json?: boolean;
  /** False with --no-wait. */
  readonly wait?: boolean;
  readonly timeout?: number;
}

/**
 * Has these closed, and waits until each is: a close is said to be done only when the exchange holds nothing of it any more and
 * its executions are booked. What is not done in time goes on without the command.
 */
export async function closeAndTell(config: Config, wanted: readonly WantedClose[], options: CloseOptions, more: Readonly<Record<string, unknown>> = {}): Promise<ExitCode> {
  if (wanted.length === 0) {
    if (options.json) printJson({ wave: null, closes: [], ...more });
    else printLine('No position of ours is open there: there is nothing to close.');
    return EXIT.ok;
  }
  const { id, isEnqueued } = await wantClosed(config, wanted);
  if (!isEnqueued) printNote('Redis cannot be reached: the wish is in the books, and the workers will find it there.');
  const mayWait = options.wait !== false;
  const signals = mayWait ? await untilSettled(config, id, (options.timeout ?? TIMEOUT_SECONDS) * 1_000) : await readSignals(config, id);
  const closes = signals.map((signal) => ({ key: `${signal.exchange}.${signal.account}.${signal.symbol}`, outcome: signal.outcome, reason: signal.reason }));
  if (options.json) printJson({ wave: id, closes, ...more });
  else for (const close of closes) printLine(`${close.key}  ${close.outcome === 'pending' ? 'wanted closed' : OUTCOME_WORDS[close.outcome]}${close.reason === null ? '' : `: ${close.reason}`}`);
  if (!mayWait) return EXIT.ok;
  if (closes.some(({ outcome }) => outcome === 'pending')) {
    printNote(`Not all is closed yet. The workers go on with it; \`breakwater wave show ${OPERATOR} ${id}\` tells how it ends, \`breakwater workers\` whether somebody works.`);
    return EXIT.unfinished;
  }
  return closes.some(({ outcome }) => outcome !== 'closed' && outcome !== 'skipped_no_position') ? EXIT.refused : EXIT.ok;
}

async function readSignals(config: Config, id: string): Promise<readonly SignalOnScreen[]> {
  return lookAtBooks(config, async (client) => (await readWaveLedger(client, OPERATOR, id))?.signals ?? []);
}

async function untilSettled(config: Config, id: string, timeoutMs: number): Promise<readonly SignalOnScreen[]> {
  const endMs = performance.now() + timeoutMs;
  return lookAtBooks(config, async (client) => {
    for (;;) {
      const signals = (await readWaveLedger(client, OPERATOR, id))?.signals ?? [];
      if (signals.every(({ outcome }) => outcome !== 'pending') || performance.now() >= endMs) return signals;
      await sleep(LOOK_EVERY_MS);
    }
  });
}
