import type { Detail, Finding } from './api';
import { CopyButton } from './clipboard';
import { visible } from './pretty';
import { Parts } from './parts';
import { splitFix, toParts } from './split-fix';

interface Props {
  readonly detail: Detail;
  readonly say: (message: string) => void;
  readonly onDiagnose: () => void;
}

/** Explains a rejection: each cause with its fix, or the likeliest causes. */
export function Diagnosis({ detail: { diagnosis, notDiagnosed, isCut }, say, onDiagnose }: Props) {
  if (diagnosis === undefined) {
    if (notDiagnosed === undefined) return null;
    return (
      <section class="diagnosis" aria-label="Diagnosis">
        <h3>Diagnosis</h3>
        <p>{notDiagnosed}</p>
        {!isCut && (
          <button type="button" class="primary" onClick={onDiagnose}>
            Diagnose now
          </button>
        )}
      </section>
    );
  }
  const { text, findings } = diagnosis;
  return (
    <section class="diagnosis" aria-label="Diagnosis">
      {findings.length === 0 ? (
        <Unexplained text={text} />
      ) : (
        <>
          {findings.map((finding) => (
            <Cause key={finding.code} finding={finding} say={say} />
          ))}
          <details>
            <summary>Diagnosis as text</summary>
            <pre tabIndex={0}>{visible(text)}</pre>
          </details>
        </>
      )}
    </section>
  );
}

function Cause({ finding, say }: { finding: Finding; say: (message: string) => void }) {
  const { prose, code } = splitFix(finding.fix);
  return (
    <div class="cause">
      <h3>
        {visible(finding.title)} <small>{finding.code}</small>
      </h3>
      <p>{visible(finding.difference)}</p>
      <p>
        <strong>Fix:</strong> <Parts parts={prose} />
      </p>
      {code !== undefined && (
        <div class="code">
          <code>{visible(code)}</code>
          <CopyButton text={code} name="Fix" say={say} />
        </div>
      )}
      <p class="quiet">Proof: {visible(finding.evidence)}</p>
    </div>
  );
}

/** Shows the text of a diagnosis without a certain cause. */
function Unexplained({ text }: { text: string }) {
  const [headline = '', ...lines] = text.split('\n');
  const steps = lines.filter((line) => STEP.test(line));
  const others = lines.filter((line) => !STEP.test(line));
  return (
    <>
      <h3>{visible(headline)}</h3>
      {steps.length > 0 && (
        <ol>
          {steps.map((step) => (
            <li key={step}>
              <Parts parts={toParts(step.replace(STEP, ''))} />
            </li>
          ))}
        </ol>
      )}
      {others.map((line) => (
        <p class="quiet" key={line}>
          <Parts parts={toParts(line.trim())} />
        </p>
      ))}
    </>
  );
}

const STEP = /^\d+\. /;
