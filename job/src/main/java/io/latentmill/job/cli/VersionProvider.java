package io.latentmill.job.cli;

import io.latentmill.udf.bits.ProgramVersion;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class VersionProvider implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"latentmill " + ProgramVersion.TEXT};
  }
}
