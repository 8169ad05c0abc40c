import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ExchangeId } from '@breakwater/core';

/** Positions that a wave of the bench may open, and the account may hold. */
export const bigWaveSize = 50;

/** The example configuration's way of trading, with room for the big wave; one account, so that nothing else is compared meanwhile. */
const textFor = (exchange: ExchangeId): string => `deployment: bench
accounts:
  - name: main
    exchange: ${exchange}
    mode: trade
    positionsMax: ${bigWaveSize + 10}
wavePolicies:
  default: { open: ${bigWaveSize}, notional: "200", leverage: 1, stop: { percent: "2" }, stopList: [], signalAgeMsMax: 900000 }
`;

/** Writes the configuration of the bench into a folder of its own; `remove` takes it away again. */
export function writeEntryConfiguration(exchange: ExchangeId = 'binance'): { readonly path: string; remove(): void } {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'breakwater-bench-'));
  const file = path.join(folder, 'config.yaml');
  fs.writeFileSync(file, textFor(exchange));
  return { path: file, remove: () => fs.rmSync(folder, { recursive: true, force: true }) };
}
