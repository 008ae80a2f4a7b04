/**
 * References of secret stores that were set instead of the value: the description with the fix, which follows the option's name,
 * and the form. No reference can be a signing key or a URL of the application.
 */
export const UNRESOLVED_REFERENCES: readonly (readonly [message: string, pattern: RegExp])[] = [
  [
    'is the ARN of an AWS secret or parameter, not its value. Fix: let ECS inject the value (valueFrom), or read it at startup ' +
      'in forRootAsync({ useFactory: async () => … })',
    /^arn:aws[\w-]*:/i,
  ],
  [
    'is a CloudFormation reference ({{resolve:…}}) that was not resolved. Fix: set it in the deployed template, as the value of an ' +
      'environment variable of the function or container',
    /^\{\{resolve:/i,
  ],
  [
    'is a reference (@Microsoft.KeyVault(…)) that Azure did not resolve. Fix: give the managed identity of the app the role Key ' +
      'Vault Secrets User, and check the secret URI of the reference',
    /^@Microsoft\.(KeyVault|AppConfiguration)\(/i,
  ],
  [
    'is the resource name of a Google Cloud secret, not its value. Fix: let Cloud Run inject the value (--set-secrets), or read ' +
      'it at startup in forRootAsync({ useFactory: async () => … })',
    /^(\/\/secretmanager\.googleapis\.com\/)?projects\/[^/\s]+\/(locations\/[^/\s]+\/)?secrets\//i,
  ],
  [
    'is a 1Password reference (op://…) that was not resolved. Fix: start the application with: op run -- node dist/main.js',
    /^op:\/\//i,
  ],
  [
    'is a Vault reference (vault:…) that was not resolved. Fix: start the application with a tool that resolves it, such as ' +
      'vault-env, or pass the value itself',
    /^vault:/i,
  ],
  [
    'is a reference to a secret (such as sm://…) that was not resolved. Fix: start the application with a tool that resolves it, or ' +
      'pass the value itself',
    /^(ref\+\w+|sm|gsm|gcpsm|gcp-sm|berglas|ssm|awssm|aws-sm|awsps|aws-ssm|awssecrets|secretsmanager|akv|azkv|azurekeyvault|keyvault|doppler|infisical|bws|secret|secrets|env):/i,
  ],
  [
    'is encrypted, for example by SOPS, Jasypt or Ansible Vault. Fix: decrypt it during deployment, and pass the value',
    /^(ENC[[(]|\$ANSIBLE_VAULT;)/,
  ],
];

export function findReferenceMisconfiguration(text: string): string | undefined {
  return UNRESOLVED_REFERENCES.find(([, pattern]) => pattern.test(text))?.[0];
}

/** Templates of shells, of tools such as Helm and Jinja, and of documentation. */
export const TEMPLATES: readonly RegExp[] = [
  /\$\{.*\}/,
  /\{\{.*\}\}/,
  /<[^<>]*>/,
  /^\$\(?[A-Z_]\w*\)?$/i,
  /^%[A-Z_]\w*%$/i,
];

/** Whether the whole text is a template. A password may contain one, but is none as a whole. */
export function isTemplate(text: string): boolean {
  return /^(\$\{.*\}|\{\{.*\}\}|<[^<>]*>|%[A-Z_]\w*%)$/i.test(text);
}

/** Characters that no host contains. */
const TEMPLATE_IN_HOST = /[${}<>%()]/;
const MISSING = /^(undefined|null|nan)$/i;

/** Describes a host that contains a template or the text of a missing value; follows its name. */
export function findHostMisconfiguration(host: string): string | undefined {
  if (TEMPLATE_IN_HOST.test(host)) return 'is a template whose value was not filled in';
  const missing = host.replace(/:\d*$/, '').split('.').find(isTextOfMissingValue);
  return missing && `contains "${missing}", the text of a missing value`;
}

/** Describes a path that contains a template or the text of a missing value; follows its name. */
export function findPathMisconfiguration(path: string): string | undefined {
  if (/\{[^{}]*\}|<[^<>]*>/.test(path)) return 'is a template whose value was not filled in';
  const missing = path.split('/').find(isTextOfMissingValue);
  return missing && `contains "${missing}", the text of a missing value`;
}

function isTextOfMissingValue(part: string): boolean {
  return MISSING.test(part);
}
