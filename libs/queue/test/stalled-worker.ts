/** A process of its own for the test that kills it: takes one job and never finishes it. */
import { runWorker } from '../src/index.ts';

const [redisUrl = '', prefix = ''] = process.argv.slice(2);
const write = (event: string): void => void process.stdout.write(`${event}\n`);

runWorker({
  redisUrl,
  prefix,
  queue: 'protections',
  log: { info: write, warn: write, error: write },
  handlers: {
    'protect-position': async () => {
      write('job taken');
      return await new Promise(() => {});
    },
  },
});
