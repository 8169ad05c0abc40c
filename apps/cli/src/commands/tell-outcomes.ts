import { readConfig } from '@breakwater/config';
import type { SignalOutcome } from '@breakwater/core';
import { openOutcomeBooks, type OutcomeBooks, type OutcomeMessage, toldMessage } from '@breakwater/db';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { OUTCOME_WORDS, outcomesText } from '../outcomes-text.ts';
import { printJson, printLine, styled } from '../print.ts';
import type { CommandOptions } from '../program/describe-command.ts';

export interface OutcomesOptions extends CommandOptions {
  readonly source?: string;
  readonly after?: number;
  readonly limit: number;
  readonly follow?: boolean;
}

const FOLLOW_EVERY_MS = 1_000;
const BATCH = 500;

/** `outcomes`: what senders are told, the oldest first; with --follow until it is interrupted. */
export async function tellOutcomes(options: OutcomesOptions): Promise<ExitCode> {
  const config = readConfig({ path: options.config, needs: ['database'] });
  const outbox = openOutcomeBooks({ databaseUrl: config.databaseUrl, applicationName: 'breakwater outcomes command' });
  const selection = { source: options.source ?? null, limit: options.limit };
  try {
    const { last } = await outbox.order();
    const messages = options.after === undefined ? await outbox.readLast(selection) : await outbox.readAfter(options.after, selection);
    if (options.follow) {
      messages.forEach((message) => tell(message, options));
      // Behind the last one that was shown; where none was, behind what there was when it was looked for.
      await follow(outbox, messages.at(-1)?.sequence ?? options.after ?? last, options);
    } else if (options.json) printJson({ outcomes: messages.map(toldMessage) });
    else if (messages.length === 0) printLine('No outcomes yet: signals that are settled bring some.');
    else messages.forEach((message) => tell(message, options));
    return EXIT.ok;
  } finally {
    await outbox.close();
  }
}

async function follow(outbox: OutcomeBooks, after: number, options: OutcomesOptions): Promise<void> {
  let isOver = false;
  let wake = (): void => {};
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      isOver = true;
      wake();
    });
  }
  const listening = outbox.listen(() => wake());
  try {
    for (let sequence = after; !isOver; ) {
      await outbox.order();
      const messages = await outbox.readAfter(sequence, { source: options.source ?? null, limit: BATCH });
      messages.forEach((message) => tell(message, options));
      sequence = messages.at(-1)?.sequence ?? sequence;
      if (messages.length === BATCH || isOver) continue;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, FOLLOW_EVERY_MS);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  } finally {
    await listening.close();
  }
}

function tell(message: OutcomeMessage, { json }: OutcomesOptions): void {
  if (json) return printJson(toldMessage(message));
  const { sequence, at, source, body } = message;
  const { wave, signal, outcomes } = body as { wave?: { id: string }; signal?: ToldSignal; outcomes?: Partial<Record<SignalOutcome, number>> };
  const head = `${styled('dim', `${String(sequence).padStart(6)}  ${at}`)}  ${source} ${wave?.id ?? ''}`;
  if (signal === undefined) return printLine(`${head}  finished: ${outcomesText({ ...NONE, ...outcomes })}`);
  const { id, exchange, account, symbol, outcome, before, reason } = signal;
  const style = outcome === 'opened' ? 'green' : outcome === 'failed' || outcome === 'unknown' ? 'red' : 'dim';
  const changed = before === 'pending' ? '' : `, was ${OUTCOME_WORDS[before] ?? before}`;
  printLine(`${head}  ${id} ${exchange}.${account}.${symbol}  ${styled(style, OUTCOME_WORDS[outcome] ?? outcome)}${changed}${reason === null ? '' : `: ${reason}`}`);
}

interface ToldSignal {
  readonly id: string;
  readonly exchange: string;
  readonly account: string;
  readonly symbol: string;
  readonly outcome: SignalOutcome;
  readonly before: SignalOutcome;
  readonly reason: string | null;
}

const NONE = Object.fromEntries(Object.keys(OUTCOME_WORDS).map((outcome) => [outcome, 0])) as Record<SignalOutcome, number>;
