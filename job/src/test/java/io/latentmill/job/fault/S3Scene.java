package io.latentmill.job.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.job.cluster.S3Server;
import java.nio.file.Path;

/** The ordinary table in a bucket, reached by way of a port: the server's or a proxy's. */
record S3Scene(S3Server s3, Hooks hooks, Output output, Job job) {

  static S3Scene of(Path directory, S3Server s3, int port) {
    Hooks hooks = Hooks.in(directory);
    Output output = Output.on(s3);
    Job job =
        Job.of(directory, PromptTable.ordinary(), hooks, output)
            .conf(s3.sparkConf(port))
            .environment(s3.environment());
    return new S3Scene(s3, hooks, output, job);
  }

  void assertWhole() {
    Checks.assertWhole(output, PromptTable.ordinary().ids(), FaultFree.data());
    assertThat(s3.bucket().openUploads()).isEmpty();
  }
}
