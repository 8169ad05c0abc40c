import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { repositoryFolder } from '../check/repository-folder.ts';
import { fileNameOf, RUN_KINDS, runRecord, type RunRecord } from './run-record.ts';

export const recordFolder = path.join(repositoryFolder, 'docs/proof');

/**
 * All runs that FOLDER keeps, in the order of the page: by kind, then by name, numbers as numbers. Throws one sentence for a file that is none, or that
 * has another name than its command gives it.
 */
export function readRuns(folder: string = recordFolder): readonly RunRecord[] {
  const files = fs.readdirSync(folder).filter((file) => file.endsWith('.json'));
  const records = files.map((file) => readRun(path.join(folder, file)));
  return records.toSorted((a, b) => RUN_KINDS.indexOf(a.run) - RUN_KINDS.indexOf(b.run) || fileNameOf(a).localeCompare(fileNameOf(b), 'en', { numeric: true }));
}

function readRun(file: string): RunRecord {
  const parsed = runRecord.safeParse(JSON.parse(fs.readFileSync(file, 'utf8')));
  if (!parsed.success) throw new Error(`${path.basename(file)} is no record of a run (${z.prettifyError(parsed.error).replaceAll('\n', ' ')}): delete it and record the run again (npm run proof -- --help).`);
  const name = fileNameOf(parsed.data);
  if (name !== path.basename(file)) throw new Error(`${path.basename(file)} keeps "${parsed.data.command}", of which the file is ${name}: rename it.`);
  return parsed.data;
}

/** Writes a run into FOLDER, over one of the same command. Returns the file's name. */
export function writeRun(record: RunRecord, folder: string = recordFolder): string {
  const name = fileNameOf(record);
  fs.writeFileSync(path.join(folder, name), `${JSON.stringify(record, null, 2)}\n`);
  return name;
}
