export type { FindingCode } from './catalogue.js';
export { diagnose } from './diagnose.js';
export {
  type Diagnosis,
  type DiagnosisHints,
  type DiagnosisVerdict,
  type Finding,
  MAX_DIAGNOSIS_HMACS,
} from './diagnosis.js';
export { formatDiagnosis } from './format-diagnosis.js';
