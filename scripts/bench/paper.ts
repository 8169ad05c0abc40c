/** `npm run bench:paper`: how much the paper exchange carries in one process. */
import { parseArgs } from 'node:util';
import { endWithParent } from '../infrastructure/end-with-parent.ts';
import { type PaperFigures, runPaperBench } from './paper-bench.ts';
import { paperSpeeches } from './paper-speech.ts';

const help = `Starts a paper exchange as a process of its own for each venue, with 6,000 contracts, and measures it through a plain HTTP client.

  npm run bench:paper -- [--json]

  --json   make the last line of standard output the figures as one JSON object: those of Binance, and those of Bybit under bybit
  --help   this text
`;

const say = (line: string): void => void process.stderr.write(`breakwater: ${line}\n`);
endWithParent();
try {
  const { values } = parseArgs({ options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } } });
  if (values.help) process.stdout.write(help);
  else {
    const measured: [venue: string, figures: PaperFigures][] = [];
    for (const speech of paperSpeeches) measured.push([speech.venue, await runPaperBench(speech, (line) => say(`${speech.venue}: ${line}`))]);
    for (const [venue, figures] of measured) {
      process.stdout.write(`${venue}\n`);
      process.stdout.write(`  signed orders    ${figures.ordersPerSecond} a second\n`);
      process.stdout.write(`  position reads   ${figures.positionReadsPerSecond} a second, of 200 positions\n`);
      process.stdout.write(`  longest pause    ${figures.maxPauseMs} ms, with 5,000 positions and 20,000 orders\n`);
      process.stdout.write(`  memory then      ${figures.rssMb} MB\n`);
    }
    const [[, binance], ...others] = measured as [[string, PaperFigures], ...typeof measured];
    if (values.json) process.stdout.write(`${JSON.stringify({ ...binance, ...Object.fromEntries(others) })}\n`);
  }
} catch (error) {
  say((error as Error).message);
  process.exitCode = 1;
}
