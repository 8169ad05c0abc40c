import type { PositionMode } from '@breakwater/core';
import { type BinanceExchange, connectBinance } from '../src/index.ts';
import { type PaperKeys, type PaperProcess, startPaperProcess } from './paper-process.ts';

export interface PaperAccount extends PaperKeys {
  /** Connects with these keys; the caller closes. */
  connect(options?: { readonly timeoutMs?: number; readonly positionMode?: PositionMode }): BinanceExchange;
}

export interface PaperBinance extends PaperProcess {
  openAccount(options?: { readonly dual?: boolean }): Promise<PaperAccount>;
}

/** Starts a paper exchange of its own, as a process, on a free port, to be spoken with as Binance. */
export async function startPaperBinance(flags: readonly string[] = []): Promise<PaperBinance> {
  const paper = await startPaperProcess('binance', flags);
  return {
    ...paper,
    async openAccount({ dual = false } = {}) {
      const keys = await paper.openKeys(dual);
      return { ...keys, connect: ({ timeoutMs = 5_000, ...rest } = {}) => connectBinance({ account: 'main', ...keys, url: paper.url, timeoutMs, ...rest }) };
    },
  };
}
