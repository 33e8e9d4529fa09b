package io.latentmill.job.run;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentmill.job.sink.SinkFormat;
import io.latentmill.udf.request.LatentmillException;
import java.nio.file.Path;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialPathsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://me:hunter22@host/rows.csv",
        "s3a://AKIA1:ab/c+1/d@bucket/rows",
        "s3a://:hunter22@bucket/rows"
      })
  void aPathThatCarriesASecretIsRefusedWithoutShowingIt(String path) {
    assertThatThrownBy(() -> CredentialPaths.refuse("prompts", path))
        .isInstanceOf(LatentmillException.class)
        .hasMessage(
            "--prompts carries credentials in its path; give them by the file system's own"
                + " settings");
    assertThatThrownBy(() -> HeldOutput.qualified(path, new Configuration(false)))
        .hasMessageStartingWith("--output carries credentials");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3a://bucket/rows",
        "hdfs://node:8020/a@b",
        "abfss://container@account.dfs.core.windows.net/rows",
        "out/a:b@c"
      })
  void otherPathsPass(String path) {
    assertThatCode(() -> CredentialPaths.refuse("prompts", path)).doesNotThrowAnyException();
  }

  @Test
  void theOptionsOfARunAreChecked() {
    RunOptions good =
        RunFixture.options(Path.of("rows.csv"), Path.of("out"), Set.of(SinkFormat.PARQUET));
    assertThatThrownBy(
            () ->
                new RunOptions(
                    RunOptions.Prompts.of("ftp://me:hunter22@host/rows.csv"),
                    good.output(),
                    good.pipeline(),
                    good.data(),
                    good.size(),
                    good.execution()))
        .isInstanceOf(LatentmillException.class)
        .hasMessageStartingWith("--prompts carries credentials");
  }
}
