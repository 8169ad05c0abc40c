/** `npm run proof`: keeps what runs came to in docs/proof, and writes docs/proof.md, its picture and README's figures from them. */
import fs from 'node:fs';
import path from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { repositoryFolder } from '../check/repository-folder.ts';
import { help, readOptions, type WantedRun } from './options.ts';
import { proofDocuments } from './proof-documents.ts';
import { readOutput } from './read-output.ts';
import { writeRun } from './read-runs.ts';
import { runCommand } from './run-command.ts';
import { SCRIPTS } from './run-record.ts';
import { seenHere } from './seen-here.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

try {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') process.stdout.write(help);
  else {
    for (const output of options.outputs) await record(output, options.command);
    writeDocuments();
    for (const wanted of options.runs) {
      await runAndRecord(wanted);
      // At once, so that a list of runs which is interrupted leaves a page that tells of what it kept.
      writeDocuments();
    }
  }
} catch (error) {
  process.stderr.write(`breakwater: ${(error as Error).message}\n`);
  process.exitCode = 1;
}

async function record(output: string, command: string | undefined): Promise<void> {
  const isPipe = output === '-';
  if (!isPipe && !fs.existsSync(output)) throw new Error(`${output} does not exist: name a file with what a run printed, or - for standard input.`);
  const text = isPipe ? await readAll(process.stdin) : fs.readFileSync(output, 'utf8');
  const seenAt = isPipe ? new Date() : fs.statSync(output).mtime;
  keep(readOutput(text, isPipe ? 'standard input' : output, command, seenHere(seenAt)));
}

/** A run that broke a promise is kept as any other; one that came to nothing ends everything. */
async function runAndRecord({ kind, words }: WantedRun): Promise<void> {
  const all = [...words, '--json'];
  const seen = seenHere(new Date());
  const { code, output } = await runCommand(SCRIPTS[kind], all);
  keep(readOutput(output, `the run of ${kind}, which ended with ${code},`, `npm run ${SCRIPTS[kind]} -- ${all.join(' ')}`, seen));
  if (code === 0) return;
  say(`the run of ${kind} ended with ${code}: the page tells of it`);
  process.exitCode = 1;
}

function keep(run: Parameters<typeof writeRun>[0]): void {
  say(`kept docs/proof/${writeRun(run)}: ${run.command}`);
}

function writeDocuments(): void {
  for (const [file, text] of proofDocuments()) {
    fs.writeFileSync(path.join(repositoryFolder, file), text);
    say(`wrote ${file}`);
  }
}
