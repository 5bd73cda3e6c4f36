// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "output/json.h"
#include "session/ask.h"
#include "session/http_post.h"
#include "util/alloc.h"
#include "util/error.h"
#include "util/json_read.h"
#include "util/plain.h"

/* Letters of a server's error message that are shown. */
#define MESSAGE_MAX 300

static char *request_body(const struct ask *ask, const char *prompt)
{
	char *text = NULL;
	size_t size;
	struct json json = { .out = open_memstream(&text, &size) };

	json_open(&json, NULL, '{');
	json_string(&json, "model", ask->model);
	json_bool(&json, "stream", false);
	json_open(&json, "messages", '[');
	json_open(&json, NULL, '{');
	json_string(&json, "role", "user");
	json_string(&json, "content", prompt);
	json_close(&json, '}');
	json_close(&json, ']');
	json_close(&json, '}');
	fclose(json.out);
	return text;
}

/* NULL: none. What is no key could smuggle a header in. */
static int find_key(const struct ask *ask, const char **key)
{
	*key = getenv(ASK_KEY_VARIABLE);
	if (!*key || !**key) {
		*key = NULL;
		return 0;
	}
	for (const unsigned char *c = (const unsigned char *)*key; *c; c++) {
		if (*c <= ' ' || *c >= 0x7f)
			return error(ASK_KEY_VARIABLE ": there are spaces or line breaks in it; "
				     "set it to the key alone");
	}
	if (!ask->endpoint.local && !ask->endpoint.encrypted)
		return error(ASK_KEY_VARIABLE " would be sent unencrypted; use https, or unset it");
	return 0;
}

#define AGENT "User-Agent: flamerec/" FLAMEREC_VERSION

static const char *const headers[] = {
	"Content-Type: application/json",
	"Accept: application/json",
	AGENT,
};

#define HEADERS (sizeof(headers) / sizeof(*headers))

int ask_dry_run(FILE *out, const struct ask *ask, const char *prompt)
{
	char *body = request_body(ask, prompt);
	const char *key;
	int result = find_key(ask, &key);

	if (!result) {
		fprintf(out, "POST %s HTTP/1.1\nHost: %s\n", ask->endpoint.path,
			ask->endpoint.host);
		for (size_t i = 0; i < HEADERS; i++)
			fprintf(out, "%s\n", headers[i]);
		if (key)
			fputs("Authorization: Bearer (" ASK_KEY_VARIABLE ", not shown)\n", out);
		fprintf(out, "Content-Length: %zu\n\n%s", strlen(body), body);
	}
	free(body);
	return result;
}

/* Line by line, without what steers terminals. */
static void write_plain(FILE *out, const char *text)
{
	while (*text) {
		size_t len = strcspn(text, "\n");
		char *line = xstrndup(text, len);

		for (char *c = line; *c; c++) {
			if (*c == '\t')
				*c = ' ';
		}
		plain_write(out, line);
		fputc('\n', out);
		free(line);
		text += len + (text[len] == '\n');
	}
}

/* Shows what is sent, and asks. Return: 0 where the user agrees. */
static int get_consent(const struct ask *ask, const char *prompt)
{
	char answer[8] = "";

	if (!ask->endpoint.local)
		notice("%s is another machine: names of functions and programs leave this one",
		       ask->endpoint.host);
	if (ask->yes)
		return 0;
	write_plain(stderr, prompt);
	if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO))
		return error("nobody is here to agree to sending that; look at it with --dry-run, "
			     "and say --yes");
	fprintf(stderr, "Send that to %s? [y/N] ", ask->endpoint.url);
	fflush(stderr);
	if (!fgets(answer, sizeof(answer), stdin) ||
	    (strcasecmp(answer, "y\n") && strcasecmp(answer, "yes\n")))
		return error("nothing was sent; answer 'y' to send it");
	return 0;
}

char *ask_read_answer(const char *body, size_t len)
{
	const char *choice;

	if (!json_valid(body, len))
		return NULL;
	choice = json_element(json_member(body, "choices"), 0);
	return json_read_string(json_member(json_member(choice, "message"), "content"));
}

/* Servers put it there; some put a string in place of the object. */
static char *server_message(const struct http_answer *answer)
{
	const char *member;
	char *message;

	if (!json_valid(answer->text, answer->len))
		return NULL;
	member = json_member(answer->text, "error");
	message = json_read_string(json_member(member, "message"));
	return message ? message : json_read_string(member);
}

/* Without what steers terminals, and in one line. */
static char *shorten(const char *text)
{
	char *plain = NULL, *kept = xstrndup(text, MESSAGE_MAX);
	size_t size;
	FILE *out = open_memstream(&plain, &size);

	plain_write(out, kept);
	fclose(out);
	free(kept);
	return plain;
}

static int tell_status(const struct ask *ask, const struct http_answer *answer)
{
	char *message = server_message(answer);
	char *plain = message ? shorten(message) : NULL;

	if (answer->status == 401 || answer->status == 403)
		error("%s: status %ld%s%s; set " ASK_KEY_VARIABLE " to a key that is valid there",
		      ask->endpoint.url, answer->status, plain ? ": " : "", plain ? plain : "");
	else
		error("%s: status %ld%s%s; check the URL and --model", ask->endpoint.url,
		      answer->status, plain ? ": " : "", plain ? plain : "");
	free(message);
	free(plain);
	return -1;
}

static int write_answer(FILE *out, const struct ask *ask, const struct http_answer *answer)
{
	char *text;

	if (answer->status != 200)
		return tell_status(ask, answer);
	text = ask_read_answer(answer->text, answer->len);
	if (!text)
		return error("%s: the answer is not that of a chat endpoint; check the URL",
			     ask->endpoint.url);
	write_plain(out, text);
	free(text);
	return 0;
}

static int send_body(const struct ask *ask, const char *key, const char *body,
		     struct http_answer *answer)
{
	/* An empty "Expect:" keeps libcurl from waiting for a leave to send. */
	const char *lines[HEADERS + 3] = { headers[0], headers[1], headers[2], "Expect:" };
	const struct http_post post = {
		.url = ask->endpoint.url, .headers = lines, .body = body,
		.seconds = ask->seconds, .direct = ask->endpoint.local,
	};
	char *authorization = key ? xasprintf("Authorization: Bearer %s", key) : NULL;
	int result;

	lines[HEADERS + 1] = authorization;
	result = http_post(&post, answer);
	free(authorization);
	return result;
}

int ask(FILE *out, const struct ask *ask, const char *prompt)
{
	struct http_answer answer = { 0 };
	const char *key;
	char *body;
	int result;

	if (find_key(ask, &key) || get_consent(ask, prompt))
		return -1;
	body = request_body(ask, prompt);
	result = send_body(ask, key, body, &answer);
	if (!result)
		result = write_answer(out, ask, &answer);
	free(body);
	free(answer.text);
	return result;
}
