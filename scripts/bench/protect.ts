/** `npm run bench:protect`: how long a position that has just filled stands without its stop. */
import { help, readOptions } from './options.ts';
import { renderJson, renderTable } from './render-figures.ts';
import { runAsCommand } from './run-as-command.ts';
import { runBench } from './run-bench.ts';

await runAsCommand(async (stopped, say) => {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') return help;
  const measured = await runBench(options, stopped, say);
  return `${renderTable(measured)}${options.json ? `${JSON.stringify(renderJson(measured))}\n` : ''}`;
});
