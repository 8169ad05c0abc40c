import { readAccountMarginType, readRate, setAccountMarginType, toText } from '@breakwater/paper';
import { BybitError, toBybitError } from './bybit-error.ts';
import { insistOnLinear, readOptionalMarket } from './shared-parameters.ts';
import { renderWalletRow } from './render-wallet.ts';
import type { Route, SignedCall } from './route.ts';

const marginModes = { cross: 'REGULAR_MARGIN', isolated: 'ISOLATED_MARGIN' } as const;

/** The unified account's money; with `coin`, of those coins. Source: docs, Bybit v5, "Get Wallet Balance". */
function readWallet({ exchange, account, parameters }: SignedCall): unknown {
  if (parameters.text('accountType') !== 'UNIFIED') throw new BybitError(10001, 'accountType only support UNIFIED.');
  const coins = parameters.optionalText('coin')?.split(',') ?? null;
  return { list: [renderWalletRow(exchange, account, (coin) => coins === null || coins.includes(coin))] };
}

/** Sets cross or isolated margin for the whole account. Source: docs, Bybit v5, "Set Margin Mode". */
function setMarginMode({ exchange, account, parameters }: SignedCall): unknown {
  const word = parameters.text('setMarginMode');
  if (word !== marginModes.cross && word !== marginModes.isolated) throw new BybitError(10001, 'params error: setMarginMode invalid');
  const refusal = setAccountMarginType(exchange, account, word === marginModes.isolated ? 'isolated' : 'cross');
  if (refusal !== null) throw toBybitError(refusal.refused, refusal.detail);
  return { reasons: [] };
}

/** What a key may do. Source: docs, Bybit v5, "Get API Key Information". */
function describeKey({ account }: SignedCall): unknown {
  return {
    ...{ id: '1', note: account.name, apiKey: account.apiKey, readOnly: 0, secret: '' },
    permissions: { ContractTrade: ['Order', 'Position'], Spot: [], Wallet: [], Options: [], Derivatives: ['DerivativesTrade'], CopyTrading: [], BlockTrade: [], Exchange: [], NFT: [], Affiliate: [], Earn: [] },
    ips: ['*'],
    type: 1,
    deadlineDay: 90,
    ...{ expiredAt: '2099-01-01T00:00:00Z', createdAt: '2025-01-01T00:00:00Z', unified: 0, uta: 1, userID: 1, inviterID: 0 },
    ...{ vipLevel: 'No VIP', mktMakerLevel: '0', affiliateID: 0, rsaPublicKey: '', isMaster: true, parentUid: '0', kycLevel: 'LEVEL_1', kycRegion: '' },
  };
}

/** The account as a whole. Sources: docs, Bybit v5, "Account", "User". */
export const accountRoutes: readonly Route[] = [
  { method: 'GET', path: '/v5/account/wallet-balance', security: 'signed', perSecond: 50, act: readWallet },
  {
    method: 'GET',
    path: '/v5/account/info',
    security: 'signed',
    perSecond: 50,
    act: ({ account }) => ({
      ...{ marginMode: marginModes[readAccountMarginType(account)], updatedTime: '1700000000000', unifiedMarginStatus: 6 },
      ...{ dcpStatus: 'OFF', timeWindow: 10, smpGroup: 0, isMasterTrader: false, spotHedgingStatus: 'OFF' },
    }),
  },
  { method: 'POST', path: '/v5/account/set-margin-mode', security: 'signed', perSecond: 5, act: setMarginMode },
  {
    method: 'GET',
    path: '/v5/account/fee-rate',
    security: 'signed',
    perSecond: 10,
    act: (call) => {
      insistOnLinear(call.parameters);
      const market = readOptionalMarket(call);
      const { rules, markets } = call.exchange;
      const fees = { takerFeeRate: toText(readRate(rules.takerRate)), makerFeeRate: toText(readRate(rules.makerRate)) };
      return { category: 'linear', list: (market === null ? [...markets.values()] : [market]).map(({ symbol, baseAsset }) => ({ symbol, baseCoin: baseAsset, ...fees })) };
    },
  },
  { method: 'GET', path: '/v5/user/query-api', security: 'signed', perSecond: 10, act: describeKey },
];
