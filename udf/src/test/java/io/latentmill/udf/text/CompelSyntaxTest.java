package io.latentmill.udf.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentmill.udf.request.LatentmillException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Weights as compel's own PromptParser gave them for the same prompts. */
class CompelSyntaxTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "a cat++ on a mat-        | a@1.0000 cat@1.2100 on a@1.0000 mat@0.9000",
        "a (big red)1.3 ball      | a@1.0000 big red@1.3000 ball@1.0000",
        "a ((big)1.5 cat)++       | a@1.0000 big@1.8150 cat@1.2100",
        "t-shirt and mountain-top | t-shirt and mountain-top@1.0000",
        "a \\(literal\\) cat      | a (literal) cat@1.0000",
        "\"some words\"-- here    | some words@0.8100 here@1.0000",
        "a cat+, a dog--.         | a@1.0000 cat@1.1000 , a@1.0000 dog@0.8100 .@1.0000",
        "50%+ of -x               | 50%@1.1000 of -x@1.0000",
        "a (cat                   | a (cat@1.0000",
        "a cat)                   | a cat)@1.0000",
        "(a b)                    | a b@1.0000",
        "C++ code -- watercolor   | C@1.2100 code -- watercolor@1.0000",
        "cat+dog+ x--y            | cat+dog@1.1000 x@0.8100 y@1.0000",
        "(a, b.c)0.5 d            | a, b.c@0.5000 d@1.0000",
        "(a,b+)                   | a,@1.0000 b@1.1000",
        "(cat)2 dogs              | cat@2.0000 dogs@1.0000",
        "(cat)++.                 | cat@1.2100 .@1.0000",
        "(cat)-1 x                | cat@0.9000 1 x@1.0000",
        "6\" nail                 | 6\" nail@1.0000",
        "(a \"b c\"++ d)-         | a@0.9000 b c@1.0890 d@0.9000",
        "3.5+ x                   | 3.5+ x@1.0000",
        "a=b+                     | a=b+@1.0000",
        "foo(bar)++               | foo(bar)++@1.0000"
      })
  void weightsAreRead(String prompt, String expected) {
    assertThat(PromptParts.show(CompelSyntax.parse(prompt))).isEqualTo(expected);
  }

  /** Compel itself would keep the backslash. */
  @Test
  void anEscapedSignIsLiteral() {
    assertThat(PromptParts.show(CompelSyntax.parse("cat\\+\\+ a\\b")))
        .isEqualTo("cat++ a\\b@1.0000");
  }

  @Test
  void functionsAreRefused() {
    assertThatThrownBy(() -> CompelSyntax.parse("(\"a\", \"b\").blend(1, 1)"))
        .isInstanceOf(LatentmillException.class)
        .hasMessage("prompt_syntax compel: \".blend(\" is not supported");
  }

  @Test
  void hugePromptsAreReadInOnePass() {
    for (String unit : List.of("(", "(a)b ", "a+ ", "\"(", "+", "a-", ")", "(a)0.9", "\\")) {
      CompelSyntax.parse(unit.repeat(100_000 / unit.length()));
    }
  }
}
