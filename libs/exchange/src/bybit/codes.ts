/**
 * What Bybit's return codes mean for a request that changes state. Source: Bybit v5, "Error Codes". A code that stands in
 * none of these tables leaves the outcome unknown, and so do those of servers in trouble (5004, 10000, 10016, 10019, 10429,
 * 170007, 170146, 170147, 3400214) and of duplicates (10014, 110030, 110072): what they duplicate may be our own request.
 */

/** It did not take effect, and would not if sent again. */
export const REJECTED: ReadonlySet<string> = new Set([
  // Key and permissions.
  '10003', '10004', '10005', '10007', '10008', '10009', '10010', '10020', '10024', '10027', '10028', '10029', '33004', '100028',
  // Malformed.
  '7001', '10001', '10017', '110018', '110019', '110049', '110050', '110071',
  // Against the market's rules.
  '110003', '110005', '110009', '110013', '110016', '110017', '110020', '110021', '110022', '110023', '110024', '110028', '110029',
  '110031', '110032', '110033', '110034', '110035', '110036', '110037', '110038', '110042', '110054', '110055', '110056', '110057',
  '110058', '110059', '110060', '110061', '110062', '110063', '110064', '110065', '110066', '110067', '110068', '110069', '110070',
  '110073', '110090', '110092', '110093', '110094', '110095', '110123', '30208', '30209', '30228', '182200', '3400045',
  // Refused by the state of the account.
  '110004', '110006', '110007', '110011', '110012', '110014', '110015', '110039', '110040', '110041', '110044', '110045', '110046',
  '110047', '110048', '110051', '110052', '110053',
  // No such order, or one that has ended. The caller verifies.
  '110001', '110008', '110010', '170213', '20001',
]);

/** It is already as was asked: position mode, margin mode, margin, leverage, the stop of a position. */
export const UNCHANGED: ReadonlySet<string> = new Set(['110025', '110026', '110027', '110043', '34040']);

/** The market has passed the trigger price already ("expect Rising, but trigger_price <= current", and the reverse). */
export const PASSED: ReadonlySet<string> = new Set(['110092', '110093']);

/** The time stamp lies outside of the window; the request rested on too old a look, or the clock is wrong. */
export const LATE: ReadonlySet<string> = new Set(['10002']);

/** No such order, in answer to a question about one. */
export const NOT_FOUND: ReadonlySet<string> = new Set(['110001', '170213', '20001']);

/** It did not take effect, and a later one may: after so many milliseconds unless the exchange says. */
export const DENIED: Readonly<Record<string, number>> = {
  '10002': 250,
  '10006': 1_000,
  '10018': 5_000,
  '110079': 1_000,
};

/** As `DENIED`, by HTTP status. 403 is "access too frequent": the address must be silent for ten minutes. */
export const DENIED_STATUS: Readonly<Record<number, number>> = { 403: 600_000, 429: 1_000, 451: 300_000 };

/** As `REJECTED`, by HTTP status: the key is not known or no longer valid. */
export const REJECTED_STATUS: ReadonlySet<number> = new Set([401]);
