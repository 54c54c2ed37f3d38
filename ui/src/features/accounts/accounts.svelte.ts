// The servers the person is signed in to.
import { asFailure, core, events } from "$core";
import type { AccountView, Failure } from "$bindings";

class Accounts {
  list = $state.raw<AccountView[]>([]);
  loaded = $state(false);
  failure = $state.raw<Failure | null>(null);

  async load(): Promise<void> {
    try {
      this.list = await core.listAccounts();
      this.failure = null;
    } catch (thrown) {
      this.failure = asFailure(thrown);
    }
    this.loaded = true;
  }

  place(account: AccountView) {
    const known = this.list.some((one) => one.id === account.id);
    this.list = known
      ? this.list.map((one) => (one.id === account.id ? account : one))
      : [...this.list, account];
  }

  follow(): () => void {
    const listening = events.accountsChanged.listen(() => void this.load());
    return () => void listening.then((stop) => stop());
  }
}

export const accounts = new Accounts();

/** The host of an issuer, as people say it. */
export function serverName(issuer: string): string {
  try {
    // eslint-disable-next-line svelte/prefer-svelte-reactivity -- read once, never changed
    return new URL(issuer).host;
  } catch {
    return issuer;
  }
}

/** The address a person typed, as an issuer: a bare host means https, loopback http stays as typed. */
export function issuerOf(typed: string): string {
  const text = typed.trim();
  return text === "" || /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
}
