// SPDX-License-Identifier: GPL-2.0-or-later
#include "session/http_post.h"
#include "util/error.h"

#ifdef HAVE_CURL
#include <curl/curl.h>
#include <dlfcn.h>
#include <stdlib.h>

#include "util/strbuf.h"

/* More than any model writes; what comes beyond is an error, not memory. */
#define ANSWER_MAX ((size_t)8 << 20)

#define CONNECT_SECONDS 15

/*
 * Loaded when something is sent, as it brings libraries for TLS along that nothing else needs. The
 * functions have had these types since version 7.17.
 */
struct library {
	CURLcode (*global_init)(long flags);
	CURL *(*init)(void);
	CURLcode (*setopt)(CURL *curl, CURLoption option, ...);
	CURLcode (*perform)(CURL *curl);
	CURLcode (*getinfo)(CURL *curl, CURLINFO info, ...);
	void (*cleanup)(CURL *curl);
	const char *(*error)(CURLcode code);
	struct curl_slist *(*append)(struct curl_slist *list, const char *line);
	void (*free_all)(struct curl_slist *list);
};

/* What is received, and whether it was too much. */
struct received {
	struct strbuf text;
	bool too_long;
};

const char *http_library(void)
{
	return "libcurl, loaded when needed";
}

static int load(struct library *library)
{
	void *handle = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);

	if (!handle)
		handle = dlopen("libcurl-gnutls.so.4", RTLD_NOW | RTLD_LOCAL);
	if (!handle)
		return error("no libcurl.so.4 here; install libcurl, or give the text of --prompt "
			     "to the model yourself");
	library->global_init = dlsym(handle, "curl_global_init");
	library->init = dlsym(handle, "curl_easy_init");
	library->setopt = dlsym(handle, "curl_easy_setopt");
	library->perform = dlsym(handle, "curl_easy_perform");
	library->getinfo = dlsym(handle, "curl_easy_getinfo");
	library->cleanup = dlsym(handle, "curl_easy_cleanup");
	library->error = dlsym(handle, "curl_easy_strerror");
	library->append = dlsym(handle, "curl_slist_append");
	library->free_all = dlsym(handle, "curl_slist_free_all");
	if (!library->global_init || !library->init || !library->setopt || !library->perform ||
	    !library->getinfo || !library->cleanup || !library->error || !library->append ||
	    !library->free_all)
		return error("libcurl.so.4 lacks functions; install the one of your distribution");
	return 0;
}

static size_t take(char *data, size_t size, size_t count, void *arg)
{
	struct received *received = arg;

	if (size * count > ANSWER_MAX - received->text.len) {
		received->too_long = true;
		return 0;
	}
	strbuf_add_n(&received->text, data, size * count);
	return size * count;
}

static void set_up(const struct library *library, CURL *curl, const struct http_post *post,
		   struct curl_slist *headers, struct received *received, char *why)
{
	library->setopt(curl, CURLOPT_URL, post->url);
	library->setopt(curl, CURLOPT_POSTFIELDS, post->body);
	library->setopt(curl, CURLOPT_HTTPHEADER, headers);
	library->setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	library->setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	library->setopt(curl, CURLOPT_NOSIGNAL, 1L);
	library->setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
	library->setopt(curl, CURLOPT_TIMEOUT, (long)post->seconds);
	library->setopt(curl, CURLOPT_WRITEFUNCTION, take);
	library->setopt(curl, CURLOPT_WRITEDATA, received);
	library->setopt(curl, CURLOPT_ERRORBUFFER, why);
	if (post->direct)
		library->setopt(curl, CURLOPT_NOPROXY, "*");
}

static int tell(const struct library *library, CURLcode code, const struct http_post *post,
		const struct received *received, const char *why)
{
	if (received->too_long)
		return error("%s: the answer has more than %zu MB; is that the URL of a chat "
			     "endpoint?", post->url, ANSWER_MAX >> 20);
	if (code == CURLE_OPERATION_TIMEDOUT)
		return error("%s: %s; see that the server runs, or wait longer (--timeout)",
			     post->url, *why ? why : library->error(code));
	return error("%s: %s; check the URL, and that the server runs", post->url,
		     *why ? why : library->error(code));
}

static int perform(const struct library *library, CURL *curl, const struct http_post *post,
		   struct http_answer *answer)
{
	struct received received = { 0 };
	struct curl_slist *headers = NULL;
	char why[CURL_ERROR_SIZE] = "";
	CURLcode code;

	for (const char *const *line = post->headers; *line; line++)
		headers = library->append(headers, *line);
	strbuf_add(&received.text, "");
	set_up(library, curl, post, headers, &received, why);
	code = library->perform(curl);
	library->free_all(headers);
	if (code != CURLE_OK) {
		free(received.text.text);
		return tell(library, code, post, &received, why);
	}
	library->getinfo(curl, CURLINFO_RESPONSE_CODE, &answer->status);
	answer->text = received.text.text;
	answer->len = received.text.len;
	return 0;
}

int http_post(const struct http_post *post, struct http_answer *answer)
{
	struct library library = { 0 };
	CURL *curl;
	int result;

	*answer = (struct http_answer){ 0 };
	if (load(&library))
		return -1;
	curl = library.global_init(CURL_GLOBAL_DEFAULT) ? NULL : library.init();
	if (!curl)
		return error("libcurl does not start; free some memory");
	result = perform(&library, curl, post, answer);
	library.cleanup(curl);
	return result;
}

#else /* HAVE_CURL */

const char *http_library(void)
{
	return NULL;
}

int http_post(const struct http_post *post, struct http_answer *answer)
{
	(void)post;
	*answer = (struct http_answer){ 0 };
	return error("this flamerec was built without libcurl; give the text of --prompt to the "
		     "model yourself, or see Documentation/dependencies.rst");
}

#endif /* HAVE_CURL */
