/** The signing rules for the other folders of this package, in addition to the public `index.ts`. */
export { matchesBodySha256, readBodySha256 } from './body-sha256.js';
export { isMissing, NO_BYTES, toBytes } from './bytes.js';
export { canonicalContent, canonicalParameters, type CanonicalParameters } from './canonical-content.js';
export {
  type BodyKind,
  headerText,
  isSignatureHeader,
  readBodyKind,
  readHeader,
  readSignatureHeaders,
  SHA256_SIGNATURE_HEADER,
  SIGNATURE_HEADERS,
  SIGNATURE_HEADER,
  SIGNATURE_HEADER_ALIAS,
} from './signature-headers.js';
export { decodeForm, DecodedForm } from './decode-form.js';
export {
  decodeParameters,
  decodePayload,
  decodeQuery,
  parseJsonObject,
  parsePayload,
  signedPayload,
  type UnverifiedPayload,
} from './decode-payload.js';
export { DEFAULT_KEY_KIND, isKeyKind, KEY_KIND_MISCONFIGURATION } from './key-kind.js';
export { findKeyMisconfiguration, type KeyRules } from './find-key-misconfiguration.js';
export { maskCredentials, maskUrl, shownNameOf } from './mask-url.js';
export { isUsableKey, matchSignature, type SignatureMatch } from './match-signature.js';
export { CONTENT_OPTION, methodsOption } from './pinning-options.js';
export { findPublicUrlMisconfiguration, isUrl, withoutTrailingSlashes } from './public-url.js';
export { looksLikeJsonObject, parseSignature, type ParsedSignature } from './parse-signature.js';
export { signedString } from './signed-string.js';
export {
  decodeOrKeep,
  hasQueryPayload,
  originOf,
  otherPort,
  otherUrlVariants,
  readQuery,
  splitUrl,
  type UrlParts,
} from './url-variants.js';
export type { WebhookPayloadData } from './webhook-request.js';
export {
  hasUrlToken,
  maskUrlToken,
  readUrlToken,
  type ReceivedUrlToken,
  removeUrlToken,
  URL_TOKEN_PARAMETER,
} from './url-token/find-url-token.js';
export { coveredMethod, findSecretOf, formatUrlToken } from './url-token/url-token.js';
export {
  type BoundValues,
  DEFAULT_EXPIRES_IN,
  findExpiresInMisconfiguration,
  readBind,
} from './url-token/url-token-request.js';
export { findUrlTokenSecretMisconfiguration, toSecretList } from './url-token/url-token-secret.js';
