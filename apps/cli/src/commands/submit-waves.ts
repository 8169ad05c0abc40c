import fs from 'node:fs';
import { readConfig } from '@breakwater/config';
import { type AcceptWavePorts, type Delivery, deliverWave } from '@breakwater/engine';
import { CliError } from '../cli-error.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { openWaveIntake } from '../open-wave-intake.ts';
import { printJson, printNote } from '../print.ts';
import type { CommandOptions } from '../program/describe-command.ts';
import { readWaveLines } from '../read-wave-lines.ts';
import { tellDelivery, toJson } from '../tell-delivery.ts';

export interface SubmitOptions extends CommandOptions {
  /** The instant of waves that carry none. */
  readonly at?: number;
}

/**
 * `wave submit FILE`: hands in every wave of the file, and goes on after each that is refused. The same file again
 * changes nothing. Ends with the code for refusals if anything was refused.
 */
export async function submitWaves(file: string, options: SubmitOptions): Promise<ExitCode> {
  const config = readConfig({ path: options.config, needs: ['database', 'redis'] });
  const intake = openWaveIntake(config, 'wave submit');
  try {
    const deliveries: Delivery[] = [];
    const told: object[] = [];
    for await (const { line, text } of readLines(file)) {
      const delivery = await submitLine(intake.ports, text, { file, line }, options.at ?? null);
      deliveries.push(delivery);
      if (delivery.notice !== null) printNote(delivery.notice);
      const soFar = await intake.soFar(delivery);
      if (options.json) told.push(toJson(delivery, soFar));
      else tellDelivery(delivery, soFar);
    }
    const refusals = deliveries.flatMap((delivery) => delivery.refusals);
    if (options.json) printJson({ waves: told, refusals });
    else if (deliveries.length === 0) printNote(`${file} holds no wave.`);
    return refusals.length > 0 ? EXIT.refused : EXIT.ok;
  } finally {
    await intake.close();
  }
}

async function submitLine(ports: AcceptWavePorts, text: string, at: { readonly file: string; readonly line: number }, defaultAtMs: number | null): Promise<Delivery> {
  try {
    return await deliverWave(ports, text, at, defaultAtMs);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    throw new CliError(error.exitCode, `${error.message} Nothing from line ${at.line} of ${at.file} on was handed in; then submit the file again, which doubles nothing.`);
  }
}

/** The lines of a file; `-` is standard input. */
async function* readLines(file: string): AsyncGenerator<{ line: number; text: string }> {
  try {
    yield* readWaveLines(file === '-' ? process.stdin : fs.createReadStream(file, 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'EACCES') throw new CliError(EXIT.usage, `The wave file ${file} cannot be read (${code}): check its name.`, { cause: error });
    throw error;
  }
}
