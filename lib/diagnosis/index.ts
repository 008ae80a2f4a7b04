export {
  MAX_DIAGNOSIS_BYTES_GENERATED,
  MAX_DIAGNOSIS_BYTES_HASHED,
  MAX_DIAGNOSIS_HMACS,
  MAX_DIAGNOSIS_JSON_DEPTH,
  MAX_DIAGNOSIS_MILLISECONDS,
} from './work-limit.js';
export type { FindingCode } from './catalogue/catalogue.js';
export { diagnose } from './diagnose.js';
export type { DiagnosedRequest, Diagnosis, DiagnosisHints, DiagnosisVerdict, Finding } from './diagnosis.js';
export { formatDiagnosis } from './format-diagnosis.js';
export { printableId } from './printable-text.js';
