package io.latentmill.job.ledger;

/** An object that makes one attempt's directories visible. */
sealed interface Entry permits Manifest, PlanIncrement {

  /** The attempt whose directories become visible. */
  AttemptName attempt();
}
