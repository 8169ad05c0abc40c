import { nearestName, readConfig } from '@breakwater/config';
import { type PushedOutcomes, readWaveLedger, readWaveNames, type ScreenClient, type SignalOnScreen, type WaveLedger } from '@breakwater/db/screens';
import { CliError } from '../cli-error.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { lookAtScreen } from '../look-at-screen.ts';
import { OUTCOME_WORDS, outcomesText } from '../outcomes-text.ts';
import { printJson, printLine, printTable, styled } from '../print.ts';
import type { CommandOptions } from '../program/describe-command.ts';

/** `wave show SOURCE ID`: what became of each signal of a wave, and why, in the order of their ranks. */
export async function showWave(source: string, id: string, options: CommandOptions): Promise<ExitCode> {
  const config = readConfig({ path: options.config, needs: ['database'] });
  const wave = await lookAtScreen(config, options, async (client) => (await readWaveLedger(client, source, id)) ?? refuse(client, source, id));
  if (options.json) printJson(wave);
  else tell(wave);
  return EXIT.ok;
}

async function refuse(client: ScreenClient, source: string, id: string): Promise<never> {
  const { sources, ids } = await readWaveNames(client, source);
  if (ids.length === 0) {
    const near = nearestName(source, sources);
    throw new CliError(EXIT.usage, `No wave of "${source}" is in the books: ${near ? `did you mean ${near}?` : '`breakwater wave list` shows what there is.'}`);
  }
  const near = nearestName(id, ids);
  throw new CliError(EXIT.usage, `No wave "${id}" of ${source} is in the books: ${near ? `did you mean ${near}?` : '`breakwater wave list` shows what there is.'}`);
}

function tell(wave: WaveLedger): void {
  printLine(`${wave.source} ${wave.id}  ${wave.status}  ${outcomesText(wave.outcomes)}`);
  printLine(styled('dim', `made ${wave.at}, received ${wave.receivedAt}${wave.finishedAt === null ? '' : `, finished ${wave.finishedAt}`}`));
  if (wave.pushed !== null) printLine(pushedText(wave.pushed));
  printTable(['RANK', 'SIGNAL', 'ACTION', 'ACCOUNT', 'SYMBOL', 'SIDE', 'SCORE', 'OUTCOME', 'REASON'], wave.signals.map(toCells));
}

function pushedText({ delivered, waiting, attempts, problem }: PushedOutcomes): string {
  if (waiting === 0) return styled('dim', `its sender was told of all of it (${delivered} ${delivered === 1 ? 'message' : 'messages'})`);
  const tried = attempts === 0 ? '' : `; tried ${attempts} ${attempts === 1 ? 'time' : 'times'}${problem === null ? '' : `, ${problem}`}`;
  return styled('yellow', `its sender was told ${delivered} of ${delivered + waiting} messages${tried}`);
}

const DONE: ReadonlySet<SignalOnScreen['outcome']> = new Set(['opened', 'closed', 'reduced', 'stop_set']);


function toCells(signal: SignalOnScreen): string[] {
  const { outcome } = signal;
  const style = DONE.has(outcome) ? 'green' : outcome === 'failed' || outcome === 'unknown' ? 'red' : 'dim';
  return [
    signal.rank === null ? '-' : String(signal.rank),
    signal.id,
    signal.action,
    `${signal.exchange}.${signal.account}`,
    signal.symbol,
    signal.side ?? '-',
    signal.score ?? '-',
    styled(style, OUTCOME_WORDS[outcome]),
    signal.reason ?? '',
  ];
}
