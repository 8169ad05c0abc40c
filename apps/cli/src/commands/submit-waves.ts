import fs from 'node:fs';
import readline from 'node:readline';
import { type Config, readConfig, wavePolicyOf } from '@breakwater/config';
import { accountKeyText, parseWaveLine, type Refusal, type WaveFileWave } from '@breakwater/core';
import { openStore, type PostgresStore } from '@breakwater/db';
import { acceptWave, type AcceptedWave, type AcceptWavePorts, type WaveAcceptance, type WaveSubmission } from '@breakwater/engine';
import { CliError } from '../cli-error.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { openCommandJobs } from '../open-command-jobs.ts';
import { openMarkets } from '../open-markets.ts';
import { printJson, printLine, printNote, styled } from '../print.ts';
import type { CommandOptions } from '../program/describe-command.ts';

export interface SubmitOptions extends CommandOptions {
  /** The instant of waves that carry none. */
  readonly at?: number;
}

type Result = 'accepted' | 'already_known' | 'conflict' | 'refused';

interface SubmittedWave {
  readonly line: number;
  readonly source: string | null;
  readonly id: string | null;
  readonly result: Result;
  readonly waveId: string | null;
  /** Signals that were taken in. */
  readonly signals: number;
}

/**
 * `wave submit FILE`: hands in every wave of the file, and goes on after each that is refused. The same file again
 * changes nothing. Ends with the code for refusals if anything was refused.
 */
export async function submitWaves(file: string, options: SubmitOptions): Promise<ExitCode> {
  const config = readConfig({ path: options.config, needs: ['database', 'redis'] });
  const books = openStore({ databaseUrl: config.databaseUrl, applicationName: 'breakwater wave submit' });
  const jobs = openCommandJobs(config);
  const markets = openMarkets(config);
  const ports: AcceptWavePorts = {
    store: { acceptWave: (submission) => acceptRegistered(books.store, config, submission) },
    jobs,
    accounts: config.accounts.map((account) => account.key),
    markets: markets.of,
    policy: (source) => wavePolicyOf(config, source),
  };
  try {
    const waves: SubmittedWave[] = [];
    const refusals: Refusal[] = [];
    for await (const { line, text } of readLines(file)) {
      const { wave, refused } = await submitLine(ports, text, { file, line }, options.at ?? null);
      waves.push(wave);
      refusals.push(...refused);
      if (!options.json) tell(wave, refused);
    }
    if (options.json) printJson({ waves, refusals });
    else if (waves.length === 0) printNote(`${file} holds no wave.`);
    return refusals.length > 0 ? EXIT.refused : EXIT.ok;
  } finally {
    await Promise.allSettled([books.close(), jobs.close(), markets.close()]);
  }
}

const FOREIGN_KEY_VIOLATION = '23503';

/**
 * Signals belong to registered accounts, and a wave may come before any worker has ever started: then the wave's accounts
 * are registered here. Those that are registered stay as the workers' configuration says, whatever this one does.
 */
async function acceptRegistered(store: Pick<PostgresStore, 'acceptWave' | 'registerAccount'>, config: Config, wave: WaveSubmission): Promise<WaveAcceptance> {
  try {
    return await store.acceptWave(wave);
  } catch (error) {
    if ((error as { code?: unknown }).code !== FOREIGN_KEY_VIOLATION) throw error;
    const used = new Set(wave.signals.map((signal) => accountKeyText(signal.key)));
    for (const { key, mode, positionsMax } of config.accounts) if (used.has(accountKeyText(key))) await store.registerAccount(key, mode, positionsMax);
    return await store.acceptWave(wave);
  }
}

async function submitLine(
  ports: AcceptWavePorts,
  text: string,
  at: { readonly file: string; readonly line: number },
  defaultAtMs: number | null,
): Promise<{ wave: SubmittedWave; refused: readonly Refusal[] }> {
  const parsed = parseWaveLine(text, at, defaultAtMs);
  if (parsed.type === 'refused') return { wave: describe(at.line, null, null), refused: parsed.refusals };
  const accepted = await acceptWave(ports, parsed.wave, at).catch((error: unknown) => {
    if (!(error instanceof CliError)) throw error;
    throw new CliError(error.exitCode, `${error.message} Nothing from line ${at.line} of ${at.file} on was handed in; then submit the file again, which doubles nothing.`);
  });
  const conflict: Refusal[] =
    accepted.acceptance?.type === 'conflict' ? [{ ...at, field: 'id', reason: `the wave "${parsed.wave.externalId}" of ${parsed.wave.source} came before with other content: give the new one another id` }] : [];
  if (accepted.acceptance?.type === 'accepted' && !accepted.isEnqueued) printNote('Redis cannot be reached: the wave is in the books, and the wave workers will find it there.');
  return { wave: describe(at.line, parsed.wave, accepted), refused: [...parsed.refusals, ...accepted.refusals, ...conflict] };
}

function describe(line: number, wave: WaveFileWave | null, accepted: AcceptedWave | null): SubmittedWave {
  const acceptance = accepted?.acceptance ?? null;
  const result: Result = acceptance?.type ?? 'refused';
  const isTaken = result === 'accepted' || result === 'already_known';
  const signals = isTaken ? (wave?.signals.length ?? 0) - (accepted?.refusals.length ?? 0) : 0;
  return { line, source: wave?.source ?? null, id: wave?.externalId ?? null, result, waveId: acceptance?.waveId ?? null, signals };
}

const WORDS: Readonly<Record<Result, string>> = {
  accepted: 'accepted',
  already_known: 'already known',
  conflict: 'conflict',
  refused: 'refused',
};

function tell(wave: SubmittedWave, refused: readonly Refusal[]): void {
  const style = wave.result === 'accepted' ? 'green' : wave.result === 'already_known' ? 'dim' : 'red';
  const name = wave.source === null ? `line ${wave.line}` : `${wave.source} ${wave.id}`;
  const count = wave.signals === 0 ? '' : `  ${wave.signals} ${wave.signals === 1 ? 'signal' : 'signals'}`;
  printLine(`${styled(style, WORDS[wave.result].padEnd(13))}  ${name}${count}`);
  for (const { file, line, field, reason } of refused) printNote(`${file}:${line}  ${field === '' ? 'the line' : field} ${reason}`);
}

/** The lines of a file with their numbers, blank ones left out; `-` is standard input. */
async function* readLines(file: string): AsyncGenerator<{ line: number; text: string }> {
  const input = file === '-' ? process.stdin : fs.createReadStream(file, 'utf8');
  let line = 0;
  try {
    for await (const raw of readline.createInterface({ input, crlfDelay: Infinity })) {
      line += 1;
      const text = line === 1 ? raw.replace(/^\uFEFF/, '') : raw;
      if (text.trim() !== '') yield { line, text };
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'EACCES') throw new CliError(EXIT.usage, `The wave file ${file} cannot be read (${code}): check its name.`, { cause: error });
    throw error;
  }
}
