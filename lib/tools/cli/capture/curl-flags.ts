/**
 * The flags of curl that have a value. Without the list, a value would be read as the URL. Flags that change the request are
 * read in `parse-curl.ts`.
 */
const WITH_VALUE = new Set(
  `--abstract-unix-socket --alt-svc --aws-sigv4 --cacert --capath --cert --cert-type --ciphers --config --connect-timeout
   --connect-to --continue-at --cookie --cookie-jar --create-file-mode --crlfile --curves --data --data-ascii --data-binary
   --data-raw --data-urlencode --delegation --dns-interface --dns-ipv4-addr --dns-ipv6-addr --dns-servers --doh-url
   --dump-header --ech --egd-file --engine --etag-compare --etag-save --expect100-timeout --form --form-string --ftp-account
   --ftp-alternative-to-user --ftp-method --ftp-port --ftp-ssl-ccc-mode --happy-eyeballs-timeout-ms --haproxy-clientip
   --header --hostpubmd5 --hostpubsha256 --hsts --interface --ip-tos --ipfs-gateway --json --keepalive-cnt --keepalive-time
   --key --key-type --knownhosts --krb --libcurl --limit-rate --local-port --login-options --mail-auth --mail-from
   --mail-rcpt --max-filesize --max-redirs --max-time --netrc-file --noproxy --oauth2-bearer --output --output-dir
   --parallel-max --parallel-max-host --pass --pinnedpubkey --preproxy --proto --proto-default --proto-redir --proxy
   --proxy-cacert --proxy-capath --proxy-cert --proxy-cert-type --proxy-ciphers --proxy-crlfile --proxy-header --proxy-key
   --proxy-key-type --proxy-pass --proxy-pinnedpubkey --proxy-service-name --proxy-tls13-ciphers --proxy-tlsauthtype
   --proxy-tlspassword --proxy-tlsuser --proxy-user --proxy1.0 --pubkey --quote --random-file --range --rate --referer
   --request --request-target --resolve --retry --retry-delay --retry-max-time --sasl-authzid --service-name --sigalgs
   --socks4 --socks4a --socks5 --socks5-gssapi-service --socks5-hostname --speed-limit --speed-time --stderr --telnet-option
   --tftp-blksize --time-cond --tls-max --tls13-ciphers --tlsauthtype --tlspassword --tlsuser --trace --trace-ascii
   --trace-config --unix-socket --upload-file --upload-flags --url --url-query --user --user-agent --variable --vlan-priority
   --write-out`.split(/\s+/),
);

/** The one-letter flags that have a value and do not change the request. */
const LETTERS_WITH_VALUE = 'AbcCDeEmoPQrtUwxyYz';

/** Long names of the one-letter flags that change the request. */
const LONG_NAMES: Readonly<Record<string, string>> = {
  d: '--data',
  F: '--form',
  G: '--get',
  H: '--header',
  I: '--head',
  K: '--config',
  T: '--upload-file',
  u: '--user',
  X: '--request',
  ':': '--next',
};

export interface CurlFlag {
  /** Long name. A one-letter flag without an effect on the request keeps its letter. */
  readonly name: string;
  /** `undefined` for a flag without a value. */
  readonly value: string | undefined;
}

/**
 * Returns the flags of a word, such as `-sH`: several letters, of which the last one can have a value.
 *
 * @param next returns the next word, which is the value of a flag without an attached value
 */
export function readFlags(word: string, next: () => string): CurlFlag[] {
  return word.startsWith('--') ? [readLong(word, next)] : readLetters(word, next);
}

function readLong(word: string, next: () => string): CurlFlag {
  const equals = word.indexOf('=');
  const name = equals < 0 ? word : word.slice(0, equals);
  if (!WITH_VALUE.has(name) && !name.startsWith('--expand-')) return { name, value: undefined };
  return { name, value: equals < 0 ? next() : word.slice(equals + 1) };
}

function readLetters(word: string, next: () => string): CurlFlag[] {
  const flags: CurlFlag[] = [];
  for (let at = 1; at < word.length; at++) {
    const letter = word.charAt(at);
    const name = LONG_NAMES[letter] ?? `-${letter}`;
    if (WITH_VALUE.has(name) || LETTERS_WITH_VALUE.includes(letter)) {
      const attached = word.slice(at + 1);
      return [...flags, { name, value: attached === '' ? next() : attached }];
    }
    flags.push({ name, value: undefined });
  }
  return flags;
}
