import { decimal, type ExchangeId, type Leg, type PositionSide, type SignalOutcome, type SignalRecord, type StopRule } from '@breakwater/core';

/** A signal (row `s`) as one JSON value; exact numbers as text. */
export const SIGNAL_JSON = `json_build_object(
    'id', s.id, 'waveId', s.wave_id, 'source', s.source, 'externalId', s.external_id, 'exchange', s.exchange, 'account', s.account,
    'symbol', s.symbol, 'leg', s.leg, 'side', s.side, 'score', s.score::text, 'notional', s.notional::text, 'leverage', s.leverage,
    'stopRule', s.stop_rule, 'rank', s.rank, 'isSelected', s.selected_at IS NOT NULL, 'outcome', s.outcome,
    'hasLiveRow', EXISTS (SELECT FROM position own WHERE own.signal_id = s.id AND own.status <> 'closed'))`;

export interface SignalJson {
  readonly id: string;
  readonly waveId: string;
  readonly source: string;
  readonly externalId: string;
  readonly exchange: ExchangeId;
  readonly account: string;
  readonly symbol: string;
  readonly leg: Leg;
  readonly side: PositionSide;
  readonly score: string;
  readonly notional: string | null;
  readonly leverage: number | null;
  readonly stopRule: StopRule | null;
  readonly rank: number | null;
  readonly isSelected: boolean;
  readonly hasLiveRow: boolean;
  readonly outcome: SignalOutcome;
}

/** The record that {@link SIGNAL_JSON} stands for. */
export function toSignalRecord({ exchange, account, symbol, leg, score, notional, ...rest }: SignalJson): SignalRecord {
  return { ...rest, key: { exchange, account, symbol, leg }, score: decimal(score), notional: notional === null ? null : decimal(notional) };
}
