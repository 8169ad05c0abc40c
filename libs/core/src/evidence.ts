/**
 * Grades of evidence, strongest first. Every act names the one that it rests on (I6).
 *
 *   E1  own client id found with a final status
 *   E2  executions of our own order
 *   E3  executions recognised by the exchange's id prefix
 *   E4  a position change that nothing else explains, in two fresh reads
 *   E5  absence twice, after the intent's expiry and the not-findable bound
 *   E6  one absence: enough for nothing
 */
export type EvidenceGrade = 'E1' | 'E2' | 'E3' | 'E4' | 'E5' | 'E6';
