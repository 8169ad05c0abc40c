import type { ExchangeId } from '@breakwater/core';
import { readBinanceMessage } from '../binance/stream-events.ts';
import { readBybitMessage } from '../bybit/stream-events.ts';
import type { StreamReading } from './stream-reading.ts';

const READ: Readonly<Record<ExchangeId, (text: string) => StreamReading>> = { binance: readBinanceMessage, bybit: readBybitMessage };

/** Reads one message of an exchange's user stream, by the table of that exchange. Never throws. */
export function readStreamMessage(exchange: ExchangeId, text: string): StreamReading {
  return READ[exchange](text);
}
