package dev.crmkit.internal.note;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crmkit.note.Mention;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;

/** What a note mentions, and that nothing harmful comes out of one. */
class MarkdownTest {
    private static final Set<String> TAGS = Set.of(
            "p",
            "br",
            "hr",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "blockquote",
            "ul",
            "ol",
            "li",
            "strong",
            "em",
            "code",
            "pre",
            "a");
    private static final Map<String, Set<String>> ATTRIBUTES =
            Map.of("a", Set.of("href", "title", "rel", "data-mention"), "ol", Set.of("start"));

    private static final List<String> ATTACKS = List.of(
            "<script>alert(1)</script>",
            "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
            "<scr<script>ipt>alert(1)</scr</script>ipt>",
            "<img src=x onerror=alert(1)>",
            "<svg onload=alert(1)>",
            "<svg><script>alert(1)</script></svg>",
            "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
            "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
            "<iframe src=javascript:alert(1)></iframe>",
            "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
            "<object data=data:text/html;base64,PHNjcmlwdD4=></object>",
            "<embed src=javascript:alert(1)>",
            "<form action=javascript:alert(1)><input type=submit></form>",
            "<body onload=alert(1)>",
            "<a href=javascript:alert(1)>x</a>",
            "<a href=\"https://ok.example\" onclick=\"alert(1)\">x</a>",
            "<style>@import 'https://evil.example/x.css';</style>",
            "<link rel=stylesheet href=https://evil.example/x.css>",
            "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
            "<base href=https://evil.example/>",
            "<p style='background:url(javascript:alert(1))'>x</p>",
            "<details open ontoggle=alert(1)>",
            "<video><source onerror=alert(1)></video>",
            "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
            "<?php echo 1 ?>",
            "<![CDATA[<script>alert(1)</script>]]>",
            "[x](javascript:alert(1))",
            "[x](JaVaScRiPt:alert(1))",
            "[x](&#106;avascript:alert(1))",
            "[x](&#x6A;&#x61;vascript:alert(1))",
            "[x](java\tscript:alert(1))",
            "[x](<java\u0001script:alert(1)>)",
            "[x]( javascript:alert(1))",
            "[x](\\javascript:alert(1))",
            "[x](vbscript:msgbox(1))",
            "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
            "[x](file:///etc/passwd)",
            "[x](//evil.example)",
            "[x](/relative)",
            "[x](https://ok.example \"\\\" onmouseover=\\\"alert(1)\")",
            "[x](https://ok.example/\" onmouseover=\"alert(1))",
            "[x][ref]\n\n[ref]: javascript:alert(1)",
            "<javascript:alert(1)>",
            "<data:text/html,x>",
            "![x](javascript:alert(1))",
            "![x](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+)",
            "![x](data:image/png;base64,iVBORw0KGgo=)",
            "![x](https://evil.example/pixel.png)",
            "![x\" onerror=\"alert(1)](https://evil.example/p.png)",
            "[![x](javascript:alert(1))](javascript:alert(2))",
            "```\"><script>alert(1)</script>\nx\n```",
            "```js\" onmouseover=\"alert(1)\nx\n```",
            "`<script>alert(1)</script>`",
            "    <script>alert(1)</script>",
            "> <script>alert(1)</script>",
            "# <img src=x onerror=alert(1)>",
            "- <svg/onload=alert(1)>",
            "*<b onmouseover=alert(1)>x</b>*",
            "&lt;script&gt;alert(1)&lt;/script&gt;",
            "&#60;script&#62;alert(1)&#60;/script&#62;",
            "@[<script>alert(1)</script>](user:ada)",
            "@[x](user:ada\"onclick=\"alert(1))",
            "@[x](<user:a b\" onclick=\"alert(1)>)",
            "@[x](user:javascript:alert(1))",
            "<div data-mention='user:eve'>x</div>",
            "<a data-mention=\"user:eve\">x</a>",
            "\u0000<script>alert(1)</script>",
            "<scr\u0000ipt>alert(1)</scr\u0000ipt>",
            "</p></div><script>alert(1)</script>",
            "<textarea><script>alert(1)</script>",
            "<title><script>alert(1)</script>",
            "<xmp><script>alert(1)</script></xmp>",
            "<plaintext><script>alert(1)</script>",
            "<template><script>alert(1)</script></template>");

    static void assertHarmless(String markdown) {
        String html = new Markdown(markdown).html();
        for (Element element : Jsoup.parseBodyFragment(html).body().getAllElements()) {
            if (element.normalName().equals("body")) {
                assertThat(element.attributes()).as(html).isEmpty();
                continue;
            }
            assertThat(TAGS).as("tags of %s", html).contains(element.normalName());
            for (Attribute attribute : element.attributes()) {
                assertThat(ATTRIBUTES.getOrDefault(element.normalName(), Set.of()))
                        .as("attributes in %s", html)
                        .contains(attribute.getKey());
                if (attribute.getKey().equals("href")) {
                    assertThat(attribute.getValue()).as(html).matches("(?s)(https?://|mailto:).*");
                }
            }
        }
    }

    @Test
    void no_known_attack_comes_through() {
        ATTACKS.forEach(MarkdownTest::assertHarmless);
    }

    @Property(tries = 300)
    void no_mixture_of_attacks_comes_through(@ForAll("mixtures") String markdown) {
        assertHarmless(markdown);
    }

    @Provide
    Arbitrary<String> mixtures() {
        return Arbitraries.of(Stream.concat(
                                ATTACKS.stream(),
                                Stream.of(
                                        "\n", "\n\n", "*", "**", "`", "```\n", "> ", "- ", "[", "](", ")", "![", "<",
                                        ">"))
                        .toList())
                .list()
                .ofMinSize(2)
                .ofMaxSize(8)
                .map(parts -> String.join("", parts));
    }

    @Test
    void the_check_of_this_test_catches_what_it_should() {
        assertThat(TAGS).doesNotContain("script", "img", "style", "iframe", "svg");
        assertThat(new Markdown("<script>alert(1)</script>").html()).contains("&lt;script&gt;alert(1)");
    }

    @Test
    void a_forged_mention_in_html_is_text() {
        assertThat(new Markdown("<a data-mention=\"user:eve\">x</a>").html()).doesNotContain("<a ");
        assertThat(new Markdown("<a data-mention=\"user:eve\">x</a>").mentions())
                .isEmpty();
    }

    @Test
    void what_is_harmless_is_shown() {
        assertThat(new Markdown(
                                "# A *b* **c**\n\n1. `d`\n\n> e\n\n[f](https://g.example \"h\")\n\nmailto: <x@y.example>")
                        .html())
                .contains("<h1>A <em>b</em> <strong>c</strong></h1>")
                .contains("<li><code>d</code></li>")
                .contains("<blockquote>")
                .contains("<a href=\"https://g.example\" title=\"h\" rel=\"nofollow noopener noreferrer\">f</a>")
                .contains("href=\"mailto:x@y.example\"");
        assertThat(new Markdown("![a cat](https://c.example/cat.png)").html())
                .contains("href=\"https://c.example/cat.png\"")
                .contains(">a cat</a>")
                .doesNotContain("<img");
        assertThat(new Markdown("Hi @[Ada](user:ada)").html())
                .contains("@<a data-mention=\"user:ada\" rel=\"nofollow noopener noreferrer\">Ada</a>");
    }

    @Test
    void mentions_are_read_once_each_in_the_order_of_the_text() {
        assertThat(new Markdown(
                                "@[Ben *B.*](user:ben) and @[Sales](group:sales), @[B](user:ben), (@[Ada](<user:ada lovelace>))")
                        .mentions())
                .containsExactly(
                        new Mention(Mention.Kind.USER, "ben", "Ben B."),
                        new Mention(Mention.Kind.GROUP, "sales", "Sales"),
                        new Mention(Mention.Kind.USER, "ada lovelace", "Ada"));
    }

    @Test
    void what_only_looks_like_a_mention_is_none() {
        for (String text : List.of(
                "`@[Ada](user:ada)`",
                "```\n@[Ada](user:ada)\n```",
                "    @[Ada](user:ada)",
                "[Ada](user:ada)",
                "@ [Ada](user:ada)",
                "@\\[Ada](user:ada)",
                "@[Ada](user:)",
                "@[Ada](USER:ada)",
                "@[Ada](robot:ada)",
                "@[Ada](https://ada.example)",
                "@![Ada](user:ada)",
                "@Ada",
                "@[Ada](user:" + "a".repeat(201) + ")")) {
            assertThat(new Markdown(text).mentions()).as(text).isEmpty();
        }
    }

    @Test
    void a_text_that_nests_as_deep_as_it_is_long_is_read_and_shown() {
        int deep = 100 * 1024;
        for (String text : List.of(
                ">".repeat(deep),
                "> ".repeat(deep / 2) + "x",
                "- ".repeat(deep / 2) + "x",
                "*a ".repeat(deep / 3),
                "*a **b ".repeat(deep / 14) + "c* d** ".repeat(deep / 14),
                "**".repeat(deep / 4) + "x" + "**".repeat(deep / 4),
                "*x".repeat(deep / 4) + "x*".repeat(deep / 4),
                "[".repeat(deep),
                "![".repeat(deep / 4) + "x" + "](y)".repeat(deep / 8),
                "[a](".repeat(deep / 4),
                "`".repeat(deep),
                "`a``".repeat(deep / 4),
                "<".repeat(deep),
                "&".repeat(deep),
                "\\".repeat(deep),
                "_".repeat(deep))) {
            Markdown markdown = new Markdown(text);
            assertThat(markdown.mentions()).isEmpty();
            assertThat(markdown.html()).isNotEmpty();
        }
    }
}
