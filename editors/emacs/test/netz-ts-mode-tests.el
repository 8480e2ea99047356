;;; netz-ts-mode-tests.el --- Tests of netz-ts-mode  -*- lexical-binding: t; -*-

;;; Commentary:

;; GRAMMARS names the folder of the built grammar.

;;; Code:

(require 'ert)
(add-to-list 'load-path (expand-file-name "../" (file-name-directory load-file-name)))
(require 'treesit)
(add-to-list 'treesit-extra-load-path (getenv "GRAMMARS"))
(require 'netz-ts-mode)

(defconst netz-ts-tests-root (expand-file-name "../../../" (file-name-directory load-file-name)))

(defun netz-ts-tests-examples ()
  "The examples."
  (directory-files-recursively (expand-file-name "examples" netz-ts-tests-root) "\\.netz\\'"))

(ert-deftest netz-ts-opens-files ()
  (with-current-buffer (find-file-noselect (car (netz-ts-tests-examples)))
    (should (eq major-mode 'netz-ts-mode))
    (should (eq (key-binding (kbd "C-c C-f")) 'netz-format-buffer))))

(ert-deftest netz-ts-reads-every-example ()
  (dolist (file (netz-ts-tests-examples))
    (with-temp-buffer
      (insert-file-contents file)
      (netz-ts-mode)
      (should-not (treesit-node-check (treesit-buffer-root-node) 'has-error)))))

(ert-deftest netz-ts-every-word-of-the-examples-has-a-colour ()
  (dolist (file (netz-ts-tests-examples))
    (with-temp-buffer
      (insert-file-contents file)
      (netz-ts-mode)
      (font-lock-ensure)
      (goto-char (point-min))
      (while (re-search-forward "[^ \t\n]" nil t)
        (unless (get-text-property (1- (point)) 'face)
          (ert-fail (format "%s:%d: %s" file (line-number-at-pos) (buffer-substring (1- (point)) (line-end-position)))))))))

(ert-deftest netz-ts-colours-by-meaning ()
  (with-temp-buffer
    (insert "zone shop-$env isolates {\n  zone -> port tcp/80\n  dev can read pods\n}\n")
    (netz-ts-mode)
    (font-lock-ensure)
    (cl-flet ((face (text) (goto-char (point-min)) (search-forward text) (get-text-property (1- (point)) 'face)))
      (should (eq (face "zone") 'font-lock-keyword-face))
      (should (eq (face "  zone") 'font-lock-variable-name-face))
      (should (eq (face "isolates") 'font-lock-keyword-face))
      (should (eq (face "tcp") 'font-lock-builtin-face))
      (should (eq (face "read") 'font-lock-function-name-face))
      (should (eq (face "pods") 'font-lock-type-face)))))

(ert-deftest netz-ts-knows-what-is-declared ()
  (with-temp-buffer
    (insert "zone shop isolates {\n  segment web tcp/80\n}\n")
    (netz-ts-mode)
    (let ((index (treesit-simple-imenu)))
      (should (equal (mapcar #'car index) '("Zones" "Segments")))
      (should (equal (car (nth 1 (assoc "Segments" index))) "web")))))

(ert-deftest netz-ts-indents-as-netz-mode ()
  (dolist (file (netz-ts-tests-examples))
    (with-temp-buffer
      (insert-file-contents file)
      (netz-ts-mode)
      (let ((before (buffer-string)) (inhibit-message t))
        (goto-char (point-min))
        (while (re-search-forward "^[ \t]+" nil t) (replace-match ""))
        (indent-region (point-min) (point-max))
        (should (equal (substring-no-properties before) (buffer-substring-no-properties (point-min) (point-max))))))))

(provide 'netz-ts-mode-tests)
;;; netz-ts-mode-tests.el ends here
