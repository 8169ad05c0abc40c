import { setTimeout as delay } from 'node:timers/promises';
import { wavePolicyOf } from '@breakwater/config';
import { parseWaveLine } from '@breakwater/core';
import { acceptWave } from '@breakwater/engine';
import type { Deed } from '../schedule/deed.ts';
import type { ChaosWorld } from '../world/start-chaos-world.ts';
import type { Tally } from './tally.ts';

export const source = 'chaos';
const againMs = 300;
const triesMax = 60;

/** Delivers a wave, as a sender would who repeats himself until he is answered; some are delivered several times over. */
export async function deliverWave({ ports, config }: ChaosWorld, tally: Tally, { id, signals, deliveries }: Extract<Deed, { kind: 'wave' }>): Promise<void> {
  const line = JSON.stringify({ source, id, signals: signals.map((signal) => ({ action: 'open', ...signal })) });
  const parsed = parseWaveLine(line, { file: source, line: 1 }, Date.now());
  if (parsed.type === 'refused') throw new Error(`wave ${id} is none: ${JSON.stringify(parsed.refusals)}`);
  const intake = { ...ports.ports, markets: (key: { exchange: 'binance' | 'bybit'; account: string }) => ports.ports.exchange(key).markets(), policy: (from: string) => wavePolicyOf(config, from) };
  const deliver = async (): Promise<void> => {
    for (let tries = 1; ; tries += 1) {
      try {
        await acceptWave(intake, parsed.wave, { file: source, line: 1 });
        return;
      } catch (error) {
        if (tries === triesMax) throw error;
        await delay(againMs);
      }
    }
  };
  await Promise.all(Array.from({ length: deliveries }, deliver));
  tally.waves += 1;
}
