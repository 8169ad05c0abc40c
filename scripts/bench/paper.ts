/** `npm run bench:paper`: how much the paper exchange carries in one process. */
import { parseArgs } from 'node:util';
import { type PaperFigures, runPaperBench } from './paper-bench.ts';
import { paperSpeeches } from './paper-speech.ts';
import { runAsCommand } from './run-as-command.ts';

const help = `Starts a paper exchange as a process of its own for each venue, with 6,000 contracts, and measures it through a plain HTTP client.

  npm run bench:paper -- [--json]

  --json   make the last line of standard output the figures as one JSON object: those of Binance, and those of Bybit under bybit
  --help   this text
`;

await runAsCommand(async (_stopped, say) => {
  const { values } = parseArgs({ options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } } });
  if (values.help) return help;
  const measured: [venue: string, figures: PaperFigures][] = [];
  for (const speech of paperSpeeches) measured.push([speech.venue, await runPaperBench(speech, (line) => say(`${speech.venue}: ${line}`))]);
  const [[, binance], ...others] = measured as [[string, PaperFigures], ...typeof measured];
  return `${measured.map(render).join('')}${values.json ? `${JSON.stringify({ ...binance, ...Object.fromEntries(others) })}\n` : ''}`;
});

function render([venue, figures]: [venue: string, figures: PaperFigures]): string {
  return `${venue}
  signed orders    ${figures.ordersPerSecond} a second
  position reads   ${figures.positionReadsPerSecond} a second, of 200 positions
  longest pause    ${figures.maxPauseMs} ms, with 5,000 positions and 20,000 orders
  memory then      ${figures.rssMb} MB
`;
}
