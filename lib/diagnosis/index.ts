export type { FindingCode } from './catalogue/catalogue.js';
export { diagnose } from './diagnose.js';
export type { DiagnosedRequest, Diagnosis, DiagnosisHints, DiagnosisVerdict, Finding } from './diagnosis.js';
export { formatDiagnosis, type FormatOptions } from './format-diagnosis.js';
