/** A thread that runs seeds: told which, it answers with what each came to. */
import { parentPort, workerData } from 'node:worker_threads';
import { venuePairName } from '../coverage/tally.ts';
import { runSeed } from '../storm/run-seed.ts';
import { settingOf } from '../world/setting.ts';
import type { SeedReport, ThreadOptions } from './run-range.ts';

// Many of the errors here are answers that got lost; a seed that stumbles over another one is told again on its own (--seed).
Error.stackTraceLimit = 0;
const options = workerData as ThreadOptions;

parentPort!.on('message', (seeds: readonly number[]) => {
  void (async () => {
    const reports: SeedReport[] = [];
    for (const seed of seeds) {
      const { violation, simulatedMs, steps: made, faults, pairs, passed } = await runSeed({ seed, ...options, isTraced: false });
      const { exchange } = settingOf(seed, options.setting);
      reports.push({ seed, violation, simulatedMs, steps: made, faults: [...faults], pairs: [...pairs].map(([pair, count]) => [venuePairName(exchange, pair), count] as const), passed: [...passed] });
    }
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window and has no origin
    parentPort!.postMessage(reports);
  })();
});
