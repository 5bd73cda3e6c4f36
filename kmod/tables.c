// SPDX-License-Identifier: GPL-2.0-only
#include <linux/dcache.h>
#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/jhash.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "limits.h"
#include "tables.h"

#define VDSO_INODE	1
#define VDSO32_INODE	2

int fsamp_tables_init(struct fsamp_tables *tables)
{
	mutex_init(&tables->lock);
	INIT_LIST_HEAD(&tables->tables);
	tables->bucket = kvcalloc(FSAMP_OBJECT_BUCKETS, sizeof(*tables->bucket), GFP_KERNEL);
	return tables->bucket ? 0 : -ENOMEM;
}

static void free_table(struct fsamp_table *table)
{
	fsamp_limits_give_tables(table->bytes);
	kvfree(table->index);
	kvfree(table->data);
	kfree(table);
}

void fsamp_tables_free(struct fsamp_tables *tables)
{
	struct fsamp_table *table, *next_table;
	struct fsamp_object *object;
	struct hlist_node *next;
	unsigned int i;

	if (!tables->bucket)
		return;
	for (i = 0; i < FSAMP_OBJECT_BUCKETS; i++) {
		hlist_for_each_entry_safe(object, next, &tables->bucket[i], node)
			kfree(object);
	}
	list_for_each_entry_safe(table, next_table, &tables->tables, list)
		free_table(table);
	kvfree(tables->bucket);
	tables->bucket = NULL;
	mutex_destroy(&tables->lock);
}

/* The reader's memory is copied once, then checked: it can't change in between. */
static int copy_table(struct fsamp_table *table, const struct flamesamp_upload *upload)
{
	if (copy_from_user(table->data, u64_to_user_ptr(upload->data), upload->bytes))
		return -EFAULT;
	return fsamp_table_check(table->data, upload->bytes, &table->view);
}

/*
 * An index halves what a frame costs. It is a tenth of the table where code is dense, and is done
 * without where code is so sparse that it would be the larger part, or memory is short.
 */
static void index_table(struct fsamp_table *table)
{
	u64 bytes = fsamp_table_index_bytes(&table->view);

	if (bytes > table->bytes || !fsamp_limits_take_tables(bytes))
		return;
	table->index = kvmalloc(bytes, GFP_KERNEL);
	if (!table->index) {
		fsamp_limits_give_tables(bytes);
		return;
	}
	table->bytes += bytes;
	fsamp_table_index(&table->view, table->index);
}

static struct fsamp_table *new_table(const struct flamesamp_upload *upload)
{
	struct fsamp_table *table;
	int err = -ENOMEM;

	if (!fsamp_limits_take_tables(upload->bytes))
		return ERR_PTR(-ENOMEM);
	table = kzalloc(sizeof(*table), GFP_KERNEL);
	if (!table)
		goto no_table;
	table->bytes = upload->bytes;
	table->data = kvmalloc(upload->bytes, GFP_KERNEL);
	if (!table->data)
		goto no_data;
	err = copy_table(table, upload);
	if (!err) {
		index_table(table);
		return table;
	}
	kvfree(table->data);
no_data:
	kfree(table);
no_table:
	fsamp_limits_give_tables(upload->bytes);
	return ERR_PTR(err);
}

int fsamp_tables_upload(struct fsamp_tables *tables, struct flamesamp_upload *upload)
{
	struct fsamp_table *table;

	if (upload->bytes < sizeof(struct flamesamp_unwind_table) ||
	    upload->bytes > FLAMESAMP_UNWIND_BYTES_MAX)
		return -EINVAL;
	table = new_table(upload);
	if (IS_ERR(table))
		return PTR_ERR(table);
	mutex_lock(&tables->lock);
	table->number = ++tables->last_number;
	list_add(&table->list, &tables->tables);
	mutex_unlock(&tables->lock);
	upload->table = table->number;
	return 0;
}

/* Context: tables->lock, as in all functions below but where they say otherwise. */
static struct fsamp_table *find_table(struct fsamp_tables *tables, u32 number)
{
	struct fsamp_table *table;

	/* It is nearly always the newest. */
	list_for_each_entry(table, &tables->tables, list) {
		if (table->number == number)
			return table;
	}
	return NULL;
}

static struct hlist_head *bucket_of(struct fsamp_tables *tables, const struct fsamp_file_key *key)
{
	u32 hash = jhash2((const u32 *)key, sizeof(*key) / sizeof(u32), 0);

	return &tables->bucket[hash % FSAMP_OBJECT_BUCKETS];
}

static struct fsamp_object *get_object(struct fsamp_tables *tables,
				       const struct fsamp_file_key *key)
{
	struct hlist_head *bucket = bucket_of(tables, key);
	struct fsamp_object *object;

	hlist_for_each_entry(object, bucket, node) {
		if (!memcmp(&object->key, key, sizeof(*key)))
			return object;
	}
	if (tables->objects == FSAMP_OBJECTS_MAX)
		return NULL;
	object = kzalloc(sizeof(*object), GFP_KERNEL);
	if (!object)
		return NULL;
	object->key = *key;
	hlist_add_head(&object->node, bucket);
	tables->objects++;
	return object;
}

/*
 * A table that nothing is bound to any more is of no use: it could only be bound by chance. Return:
 * the table, where it is to be freed.
 */
static struct fsamp_table *unbind(struct fsamp_table *table)
{
	if (!table || --table->bindings)
		return NULL;
	list_del(&table->list);
	return table;
}

/* Return: a table that is to be freed, or NULL. */
static struct fsamp_table *bind_object(struct fsamp_tables *tables, struct fsamp_object *object,
				       struct fsamp_table *table)
{
	struct fsamp_table *old = object->table;

	WRITE_ONCE(object->answered, true);
	if (old == table)
		return NULL;
	if (table)
		table->bindings++;
	/* Pairs with the dependency in fsamp_walk_table(): the table is whole when it is seen. */
	smp_store_release(&object->table, table);
	/*
	 * Pairs with the load-acquire in check_memo(): who sees the new count sees the new table.
	 */
	smp_store_release(&tables->bindings, tables->bindings + 1);
	return unbind(old);
}

static void key_of_inode(struct fsamp_file_key *key, const struct inode *inode)
{
	key->inode = inode->i_ino;
	key->device = inode->i_sb->s_dev;
	key->generation = inode->i_generation;
}

/* Context: no lock. */
static int key_of_fd(struct fsamp_file_key *key, int fd)
{
	struct file *file = fget(fd);

	if (!file)
		return -EBADF;
	/* Mappings name the file below an overlay; so does this. */
	key_of_inode(key, d_real_inode(file->f_path.dentry));
	fput(file);
	return 0;
}

static int key_of_bind(struct fsamp_file_key *key, const struct flamesamp_bind *bind)
{
	if (bind->reserved)
		return -EINVAL;
	*key = (struct fsamp_file_key){};
	switch (bind->flags) {
	case 0:
		return key_of_fd(key, bind->fd);
	case FLAMESAMP_BIND_VDSO:
		key->inode = VDSO_INODE;
		break;
	case FLAMESAMP_BIND_VDSO32:
		key->inode = VDSO32_INODE;
		break;
	default:
		return -EINVAL;
	}
	return bind->fd == -1 ? 0 : -EINVAL;
}

/* Context: no lock. */
int fsamp_tables_bind(struct fsamp_tables *tables, const struct flamesamp_bind *bind)
{
	struct fsamp_table *table = NULL, *unused = NULL;
	struct fsamp_object *object;
	struct fsamp_file_key key;
	int err = key_of_bind(&key, bind);

	if (err)
		return err;
	mutex_lock(&tables->lock);
	if (bind->table) {
		table = find_table(tables, bind->table);
		if (!table)
			err = -ENOENT;
	}
	if (!err) {
		object = get_object(tables, &key);
		if (object)
			unused = bind_object(tables, object, table);
		else
			err = -ENOMEM;
	}
	mutex_unlock(&tables->lock);
	if (unused) {
		/* Samples that run now may still walk by it. */
		synchronize_rcu();
		free_table(unused);
	}
	return err;
}

/* The vdso of 32-bit tasks lies where only they have addresses. Context: mmap_lock. */
static bool is_vdso(struct vm_area_struct *vma, struct fsamp_file_key *key)
{
	const char *name = vma->vm_ops && vma->vm_ops->name ? vma->vm_ops->name(vma) : NULL;

	if (!name || strcmp(name, "[vdso]"))
		return false;
	key->inode = IS_ENABLED(CONFIG_64BIT) && (u64)vma->vm_start >> 32 == 0 ? VDSO32_INODE :
										   VDSO_INODE;
	return true;
}

/* Context: mmap_lock. */
struct fsamp_object *fsamp_object_of(struct fsamp_tables *tables, struct vm_area_struct *vma)
{
	struct fsamp_file_key key = {};
	struct fsamp_object *object;

	if (vma->vm_file)
		key_of_inode(&key, file_inode(vma->vm_file));
	else if (!is_vdso(vma, &key))
		return NULL;
	mutex_lock(&tables->lock);
	object = get_object(tables, &key);
	mutex_unlock(&tables->lock);
	return object;
}
