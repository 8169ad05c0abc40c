import { readConfig } from '@breakwater/config';
import { readWaves, type WaveOnScreen } from '@breakwater/db/screens';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { lookAtScreen } from '../look-at-screen.ts';
import { outcomesText } from '../outcomes-text.ts';
import { printJson, printLine, printTable } from '../print.ts';
import type { CommandOptions } from '../program/describe-command.ts';

export interface ListWavesOptions extends CommandOptions {
  readonly unfinished?: boolean;
  readonly limit: number;
}

/** `wave list`: the last waves, the newest first, with how many of their signals ended how. */
export async function listWaves(options: ListWavesOptions): Promise<ExitCode> {
  const config = readConfig({ path: options.config, needs: ['database'] });
  const waves = await lookAtScreen(config, options, (client) => readWaves(client, { isUnfinishedOnly: options.unfinished === true, limit: options.limit }));
  if (options.json) printJson({ waves });
  else if (waves.length === 0) printLine(options.unfinished ? 'Every wave is finished.' : 'No waves yet: `breakwater wave submit FILE` hands some in.');
  else printTable(['RECEIVED', 'SOURCE', 'ID', 'STATUS', 'SIGNALS', 'OUTCOMES'], waves.map(toCells));
  return EXIT.ok;
}

function toCells(wave: WaveOnScreen): string[] {
  return [wave.receivedAt, wave.source, wave.id, wave.status, String(wave.signals), outcomesText(wave.outcomes)];
}
