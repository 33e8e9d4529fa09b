package io.latentmill.job.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedactionTest {
  private static final Redaction REDACTION =
      Redaction.of(
          new SparkConf(false)
              .set("spark.hadoop.fs.s3a.secret.key", "wJalrXUtnFEMI/K7MDENG")
              .set("spark.hadoop.fs.s3a.aws.credentials.provider", "com.example.Provider"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          signature of wJalrXUtnFEMI/K7MDENG is wrong | signature of *** is wrong
          no class com.example.Provider               | no class com.example.Provider
          Cannot open s3a://AKIA1:abc+1@models/sd15   | Cannot open s3a://***@models/sd15
          no s3a://AKIA1:ab/c+1/d@models/sd15 there   | no s3a://***@models/sd15 there
          hdfs://node:8020/a@b is a path              | hdfs://node:8020/a@b is a path
          fs.s3a.access.key=AKIA1, fs.s3a.path=true   | fs.s3a.access.key=***, fs.s3a.path=true
          fs.s3a.session.token: FwoGZ at line 3       | fs.s3a.session.token:*** at line 3
          {"my.password": "hunter2", "rows": 3}       | {"my.password":***, "rows": 3}
          PASSWORD=hunter2                            | PASSWORD=***
          a prompt of 90 tokens: cut                  | a prompt of 90 tokens: cut
          mail to me@example.org                      | mail to me@example.org
          """)
  void hidesSecretsAndNothingElse(String message, String redacted) {
    assertThat(REDACTION.apply(message)).isEqualTo(redacted);
  }
}
