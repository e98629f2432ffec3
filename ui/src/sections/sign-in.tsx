import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { signIn } from '../ask.ts';

/** Asks for the token of a server that is guarded by one. */
export function SignIn({ onDone }: { readonly onDone: () => void }): JSX.Element {
  const [token, setToken] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const submit = (event: Event): void => {
    event.preventDefault();
    signIn(token.trim()).then(
      (right) => (right ? onDone() : setProblem('That is not the token of this server.')),
      () => setProblem('The server does not answer.'),
    );
  };
  return (
    <main class="problem-page">
      <h1>This server wants a token</h1>
      <p>It is in the file that the server was started with: --token-file.</p>
      <form class="sign-in" onSubmit={submit}>
        <input type="password" aria-label="Token" autocomplete="current-password" value={token} onInput={(event) => setToken(event.currentTarget.value)} />
        <button type="submit" class="button" disabled={token.trim() === ''}>
          Sign in
        </button>
      </form>
      {problem !== null && <p role="alert">{problem}</p>}
    </main>
  );
}
