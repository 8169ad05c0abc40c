import { expect, test } from 'vitest';
import { Unreadable } from '../unreadable.ts';
import { parseAccountConfig } from './parse-account-config.ts';

const reply = { feeTier: 0, canTrade: true, canDeposit: true, canWithdraw: true, dualSidePosition: false, updateTime: 0, multiAssetsMargin: false, tradeGroupId: -1 };

test('says whether orders are taken, and which position mode the account is in', () => {
  expect(parseAccountConfig(reply)).toEqual({ canTrade: true, isHedged: false });
  expect(parseAccountConfig({ ...reply, canTrade: false, dualSidePosition: true })).toEqual({ canTrade: false, isHedged: true });
});

test.each([['nothing', null], ['a list', [reply]], ['a missing field', { canTrade: true }], ['a word for a flag', { ...reply, canTrade: 'true' }]])('refuses %s', (_what, value) => {
  expect(() => parseAccountConfig(value)).toThrow(Unreadable);
});
