package io.latentmill.job.cli;

/** A run ended after its work had begun: exit code 1, whatever the reason. */
final class RunBroken extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RunBroken(RuntimeException cause) {
    super(cause.getMessage(), cause);
  }
}
