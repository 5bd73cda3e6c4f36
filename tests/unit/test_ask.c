// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * JSON as it is written and read, endpoints, and answers. What goes over the wire is tests/text.
 */
#include <stdlib.h>

#include "output/json.h"
#include "session/ask.h"
#include "unit.h"
#include "util/json_read.h"

static bool valid(const char *text)
{
	return json_valid(text, strlen(text));
}

static void check_valid(void)
{
	static const char *const good[] = {
		"{}", "[]", " [ 1 , -2.5e+3, 0, \"a\\u00e4\\n\", true, false, null ] ", "\"x\"",
		"0", "{\"a\":{\"b\":[[],{}]},\"c\":1}", "-0.0E-1", "\"\\ud83d\\ude00\"",
	};
	static const char *const bad[] = {
		"", " ", "{", "[", "[1", "[1,", "[1,]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}",
		"{a:1}", "01", "1.", ".5", "+1", "-", "1e", "\"", "\"\\", "\"\\x\"", "\"\\u12\"",
		"\"\\u12g4\"", "\"a\nb\"", "tru", "nul", "[1] 2", "{\"a\":1]", "[1}", "'a'", "NaN",
		"<html>", "[,1]",
	};
	char deep[201];

	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		CHECK(valid(good[i]));
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		if (valid(bad[i]))
			printf("# valid: %s\n", bad[i]);
		CHECK(!valid(bad[i]));
	}
	CHECK(!json_valid("[]\0x", 4));
	memset(deep, '[', 100);
	memset(deep + 100, ']', 100);
	deep[200] = '\0';
	CHECK(!valid(deep));
	deep[160] = '\0';
	CHECK(valid(deep + 40));
}

static void check_string(const char *json, const char *expected)
{
	char *text = json_read_string(json);

	CHECK(valid(json));
	CHECK_STR(text, expected);
	free(text);
}

static void strings(void)
{
	check_string("\"\"", "");
	check_string("\"a\\\"\\\\\\/\\b\\f\\n\\r\\tz\"", "a\"\\/\b\f\n\r\tz");
	check_string("\"\\u0041\\u00e4\\u20AC\\uD83D\\uDE00\"",
		     "A\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80");
	check_string("\"\\u0000\\ud83dx\\ude00\"", "\xef\xbf\xbd\xef\xbf\xbdx\xef\xbf\xbd");
	check_string("\"\\ud83d\\u0041\"", "\xef\xbf\xbd" "A");
	CHECK(!json_read_string("1") && !json_read_string(NULL));
}

static void looks_inside(void)
{
	static const char text[] =
		" { \"x\" : [1, {\"a\":\"]\"}, [\"y\"]], \"a\\u0062\": {\"k\": null} } ";

	CHECK(valid(text));
	CHECK(json_member(text, "x") && *json_member(text, "x") == '[');
	CHECK(*json_element(json_member(text, "x"), 0) == '1');
	CHECK(*json_member(json_element(json_member(text, "x"), 1), "a") == '"');
	CHECK(*json_element(json_element(json_member(text, "x"), 2), 0) == '"');
	CHECK(!json_element(json_member(text, "x"), 3));
	CHECK(json_member(text, "ab") && json_member(json_member(text, "ab"), "k"));
	CHECK(!json_member(text, "k") && !json_member(json_member(text, "x"), "x"));
	CHECK(!json_element(text, 0) && !json_element(NULL, 0) && !json_member(NULL, "x"));
	CHECK(!json_member("{}", "x") && !json_element("[]", 0));
}

/* What is written reads back, whatever bytes it is made of. */
static void written(void)
{
	char *text = NULL, *back;
	size_t size;
	struct json json = { .out = open_memstream(&text, &size) };

	json_open(&json, NULL, '{');
	json_string(&json, "a\"b", "x\\y\"z\n\t\x01\xff\xc3\xa4\xed\xa0\x80");
	json_open(&json, "list", '[');
	json_number(&json, NULL, 1e15);
	json_number(&json, NULL, -2.5);
	json_number(&json, NULL, 1.0 / 0.0);
	json_bool(&json, NULL, true);
	json_open(&json, NULL, '[');
	json_close(&json, ']');
	json_close(&json, ']');
	json_close(&json, '}');
	fclose(json.out);
	CHECK(valid(text));
	back = json_read_string(json_member(text, "a\"b"));
	CHECK_STR(back, "x\\y\"z\n\t\xef\xbf\xbd\xef\xbf\xbd\xc3\xa4\xef\xbf\xbd");
	CHECK(strstr(text, "1000000000000000,\n  -2.5,\n  null,\n  true,\n  []\n"));
	free(back);
	free(text);
}

static void check_endpoint(const char *url, const char *whole, const char *host, const char *path,
			   bool local)
{
	struct endpoint endpoint;

	CHECK_EQ(endpoint_set(&endpoint, url), 0);
	CHECK_STR(endpoint.url, whole);
	CHECK_STR(endpoint.host, host);
	CHECK_STR(endpoint.path, path);
	CHECK_EQ(endpoint.local, local);
	CHECK_EQ(endpoint.encrypted, url[4] == 's');
	endpoint_free(&endpoint);
}

static void endpoints(void)
{
	static const char *const refused[] = {
		"", "localhost:11434", "ftp://localhost/", "http://", "http:///v1",
		"file:///etc/passwd", "http://user:key@localhost/v1", "http://a b/",
		"http://a/\r\nX: y", "http://a/?key=1",
		"http://\xc3\xa4/", "http://a/#x",
	};

	check_endpoint("http://localhost:11434/v1", "http://localhost:11434/v1/chat/completions",
		       "localhost:11434", "/v1/chat/completions", true);
	check_endpoint("https://api.example.org/v1/chat/completions",
		       "https://api.example.org/v1/chat/completions", "api.example.org",
		       "/v1/chat/completions", false);
	check_endpoint("http://127.0.0.2//", "http://127.0.0.2/chat/completions", "127.0.0.2",
		       "/chat/completions", true);
	check_endpoint("http://[::1]:80/v1/", "http://[::1]:80/v1/chat/completions", "[::1]:80",
		       "/v1/chat/completions", true);
	/* Others that look like this machine. */
	check_endpoint("http://localhost.example.org/v1",
		       "http://localhost.example.org/v1/chat/completions", "localhost.example.org",
		       "/v1/chat/completions", false);
	check_endpoint("http://127.0.0.1.example.org",
		       "http://127.0.0.1.example.org/chat/completions", "127.0.0.1.example.org",
		       "/chat/completions", false);
	check_endpoint("http://[::2]/", "http://[::2]/chat/completions", "[::2]",
		       "/chat/completions", false);
	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
		struct endpoint endpoint;

		CHECK_EQ(endpoint_set(&endpoint, refused[i]), -1);
		endpoint_free(&endpoint);
	}
}

static void check_answer(const char *body, const char *expected)
{
	char *text = ask_read_answer(body, strlen(body));

	if (expected)
		CHECK_STR(text, expected);
	else
		CHECK(!text);
	free(text);
}

static void answers(void)
{
	check_answer("{\"id\":\"1\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
		     "\"content\":\"It is\\nslow.\"}}],\"usage\":{}}", "It is\nslow.");
	check_answer("{\"choices\":[]}", NULL);
	check_answer("{\"choices\":[{\"message\":{\"content\":null}}]}", NULL);
	check_answer("{\"choices\":{\"message\":{\"content\":\"x\"}}}", NULL);
	check_answer("[]", NULL);
	check_answer("<html>", NULL);
	check_answer("", NULL);
	check_answer("{\"choices\":[{\"message\":{\"content\":\"cut o", NULL);
}

int main(void)
{
	RUN(check_valid);
	RUN(strings);
	RUN(looks_inside);
	RUN(written);
	RUN(endpoints);
	RUN(answers);
	return unit_done();
}
